import { Alert, Button, List, Stack, Text } from '@mantine/core';
import { upgradeStep, type ActionStep } from '@millrace/model';
import { IconArrowUpCircle } from '@tabler/icons-react';
import { useEditor } from '../editor-context.ts';

/** Offers a step the newest version of its connector, with what that changes. What is live stays as it is. */
export function UpgradeOffer({ step, name }: { step: ActionStep; name: string }) {
  const { actions, readOnly, upgrades } = useEditor();
  const upgrade = upgrades.of(step);
  if (upgrade === undefined || upgrade.kind === 'quiet') return null;
  const { changes, from, to } = upgrade;
  const told = [
    ...upgrade.upgrades.map(({ note }) => note),
    ...changes.filter(({ kind }) => kind !== 'quiet').map(({ text }) => text),
  ];
  return (
    <Alert
      color={upgrade.kind === 'breaking' ? 'orange' : 'blue'}
      icon={<IconArrowUpCircle aria-hidden size={17} />}
      title={`${name} has version ${to}; this step uses ${from}`}
    >
      <Stack gap="xs" align="flex-start">
        <List size="sm" spacing={2}>
          {told.map((text) => (
            <List.Item key={text}>{text}</List.Item>
          ))}
        </List>
        <Text size="sm">
          Nothing changes until you update the step, and for what is live until you publish.
        </Text>
        {readOnly ? null : (
          <Button
            size="xs"
            variant="light"
            onClick={() =>
              actions.replace(upgradeStep(step, to, upgrade.upgrades), `${step.id} version`)
            }
          >
            Update step
          </Button>
        )}
      </Stack>
    </Alert>
  );
}
