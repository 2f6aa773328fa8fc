import { Group, Select, Skeleton, Text } from '@mantine/core';
import { relativeText, shortId } from '../../../ui/format.ts';
import { VERDICT_LOOKS } from '../../../ui/status-badge.tsx';
import { useNow } from '../../../ui/use-now.ts';
import { useEditor } from '../editor-context.ts';
import { findTrigger } from '../graph/catalogue.ts';

/** Which captured event, or which sample of the connector, the data shown is of. */
export function SampleSelect() {
  const { sample, draft, catalogue } = useEditor();
  const { trigger } = draft.document;
  const now = useNow();
  const known = findTrigger(catalogue, trigger.kind === 'webhook' ? trigger.source : undefined);
  if (sample.events === undefined) return <Skeleton height={30} />;
  if (sample.chosen === undefined) {
    return (
      <Text size="xs" c="dimmed">
        No event has arrived yet. Send one to the trigger URL to see its data here.
      </Text>
    );
  }
  const events = sample.events.map((event) => ({
    value: `event:${event.id}`,
    label: `${relativeText(event.received_at, now)} · ${VERDICT_LOOKS[event.verdict].label} · ${shortId(event.id)}`,
  }));
  const samples = sample.samples.map((one, at) => ({ value: `sample:${at}`, label: one.name }));
  return (
    <>
      <Select
        size="xs"
        aria-label="Event whose data is shown"
        data={[
          ...(events.length === 0 ? [] : [{ group: 'Captured events', items: events }]),
          ...(samples.length === 0 ? [] : [{ group: 'Samples', items: samples }]),
        ]}
        value={sample.chosen}
        allowDeselect={false}
        onChange={(key) => sample.choose(key ?? undefined)}
      />
      {events.length > 0 ? null : (
        <Group gap={4}>
          <Text size="xs" c="dimmed">
            No event yet: this is the sample of {known?.connector.name ?? 'the connector'}.
          </Text>
        </Group>
      )}
    </>
  );
}
