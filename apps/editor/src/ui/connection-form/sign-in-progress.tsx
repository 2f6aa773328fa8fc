import { Anchor, Button, Group, Loader, Stack, Text } from '@mantine/core';
import type { ConnectorInfo } from '@millrace/model';
import { IconExternalLink } from '@tabler/icons-react';
import { ConnectionHealth } from '../connection-health.tsx';
import type { SignIn } from './use-sign-in.ts';

interface SignInProgressProps {
  connector: ConnectorInfo;
  signIn: SignIn;
  onAgain: () => void;
  onDone: () => void;
}

/** What happens in the other window, a way out when there is none, and how it ended. */
export function SignInProgress({ connector, signIn, onAgain, onDone }: SignInProgressProps) {
  const { connection, url, isOver } = signIn;
  if (isOver && connection !== undefined) {
    const isGood = !signIn.isRefused && ['ok', 'untested'].includes(connection.status);
    return (
      <Stack role="status">
        {signIn.isRefused ? (
          <Text size="sm">
            {connector.name} did not connect the account; the other window says why. The connection
            is kept, and can be signed in again at any time.
          </Text>
        ) : (
          <ConnectionHealth connection={connection} />
        )}
        <Group justify="flex-end">
          {isGood ? null : (
            <Button variant="default" onClick={onAgain}>
              Sign in again
            </Button>
          )}
          <Button onClick={onDone}>Done</Button>
        </Group>
      </Stack>
    );
  }
  return (
    <Stack role="status">
      {signIn.isBlocked ? (
        <Text size="sm">
          The browser kept the window from opening. Open the sign-in of {connector.name} yourself;
          this dialog goes on when it is done.
        </Text>
      ) : (
        <Group gap="sm" wrap="nowrap">
          <Loader size={18} aria-hidden />
          <Text size="sm">
            Sign in to {connector.name} in the window that opened. It closes by itself, and this
            dialog goes on.
          </Text>
        </Group>
      )}
      <Anchor href={url} target="_blank" rel="opener" size="sm">
        <IconExternalLink size={14} aria-hidden />{' '}
        {signIn.isBlocked ? `Sign in to ${connector.name}` : 'No window? Open the sign-in here'}
      </Anchor>
      <Group justify="flex-end">
        <Button variant="default" onClick={onDone}>
          Finish later
        </Button>
      </Group>
    </Stack>
  );
}
