import { Alert, Button, Group, Loader, Select, Stack, Text, Title } from '@mantine/core';
import type { Trigger } from '@millrace/model';
import { IconInfoCircle, IconSend } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { eventQuery } from '../../../api/events.ts';
import { sendSample } from '../../../api/flows.ts';
import { asProblem } from '../../../api/problem.ts';
import { CodeBlock } from '../../../ui/code-block.tsx';
import { ErrorPanel } from '../../../ui/error-panel.tsx';
import { JsonTree } from '../../../ui/json-tree/json-tree.tsx';
import { RowsSkeleton } from '../../../ui/query-state.tsx';
import { RelativeTime } from '../../../ui/relative-time.tsx';
import { VerdictBadge } from '../../../ui/status-badge.tsx';
import { useEditor } from '../editor-context.ts';
import classes from '../flow-editor.module.css';
import { curlCommand } from './curl.ts';

/** Ways to make something arrive, and the newest thing that did. */
export function Arrivals({ trigger }: { trigger: Trigger }) {
  const { flow, sample } = useEditor();
  const newest = sample.events?.[0];
  return (
    <Stack gap="md">
      <Title order={3}>Try it</Title>
      {trigger.kind === 'webhook' && flow.hook_url !== null ? (
        <>
          <SendSample />
          <Curl url={flow.hook_url} isVerified={trigger.verify !== undefined} />
        </>
      ) : null}
      {sample.events === undefined ? <RowsSkeleton rows={2} /> : null}
      {sample.events !== undefined && newest === undefined ? (
        <Group gap="sm" className={classes.waiting ?? ''} role="status" wrap="nowrap">
          <Loader size="xs" type="dots" aria-hidden />
          <Text size="sm">Waiting for the first event…</Text>
        </Group>
      ) : null}
      {newest === undefined ? null : <Newest key={newest.id} id={newest.id} />}
    </Stack>
  );
}

function SendSample() {
  const { flow, draft, sample } = useEditor();
  const [at, setAt] = useState('0');
  const { mutateAsync } = useMutation(sendSample);
  const send = useMutation({
    mutationFn: async (position: number) => {
      await draft.saved();
      return mutateAsync({ id: flow.id, sample: position });
    },
    // From now on the newest event that went well is worked with, whichever that is.
    onSuccess: () => sample.choose(undefined),
  });
  if (sample.samples.length === 0) return null;
  const position = sample.samples[Number(at)] === undefined ? 0 : Number(at);
  return (
    <Stack gap="xs">
      <Group gap="xs" align="flex-end" wrap="nowrap">
        <Select
          flex={1}
          label="Sample"
          data={sample.samples.map((one, index) => ({ value: String(index), label: one.name }))}
          value={String(position)}
          allowDeselect={false}
          onChange={(next) => setAt(next ?? '0')}
        />
        <Button
          leftSection={<IconSend size={15} aria-hidden />}
          loading={send.isPending}
          onClick={() => send.mutate(position)}
        >
          Send sample
        </Button>
      </Group>
      {send.error === null ? null : <ErrorPanel problem={asProblem(send.error)} />}
    </Stack>
  );
}

function Curl({ url, isVerified }: { url: string; isVerified: boolean }) {
  const { sample } = useEditor();
  const first = sample.samples[0];
  const command = curlCommand({
    url,
    headers: first?.headers ?? {},
    body: first?.body ?? { hello: 'Millrace' },
  });
  return (
    <Stack gap={6}>
      <Text size="sm" fw={600}>
        From a terminal
      </Text>
      {isVerified ? (
        <Text size="xs" c="dimmed">
          Signatures are checked: without a valid one this request is refused, and kept. “Send
          sample” signs for you.
        </Text>
      ) : null}
      <CodeBlock code={command} label="curl command" maxHeight={140} />
    </Stack>
  );
}

/** The newest event: its verdict, why, and its body. */
function Newest({ id }: { id: string }) {
  const event = useQuery(eventQuery(id));
  if (event.error !== null) return <ErrorPanel problem={asProblem(event.error)} />;
  if (event.data === undefined) return <RowsSkeleton rows={3} height={28} />;
  const { verdict, received_at, reason, body } = event.data;
  return (
    <Stack gap="xs" role="status" aria-label="Newest event">
      <Group gap="sm">
        <Text size="sm" fw={600}>
          Newest event
        </Text>
        <VerdictBadge verdict={verdict} />
        <RelativeTime at={received_at} c="dimmed" size="xs" />
      </Group>
      {reason === null ? null : (
        <Alert variant="light" color="gray" p="sm" icon={<IconInfoCircle size={18} aria-hidden />}>
          {reason}
        </Alert>
      )}
      <div className={classes.result}>
        <JsonTree value={body} label="Body of the newest event" rootPath="$.trigger.body" />
      </div>
    </Stack>
  );
}
