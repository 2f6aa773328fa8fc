import { SegmentedControl, Stack, Text } from '@mantine/core';
import type { DelayStep } from '@millrace/model';
import { DurationInput } from '../../../ui/duration-input.tsx';
import { MappingField } from '../../../ui/mapping-field/mapping-field.tsx';
import { aboutField } from '../draft/about-field.ts';
import { useEditor } from '../editor-context.ts';

const KINDS = [
  { value: 'for', label: 'For a while' },
  { value: 'until', label: 'Until a time' },
];

/** How long the flow waits. */
export function DelayForm({ step }: { step: DelayStep }) {
  const { actions } = useEditor();
  const { for: length, until, ...base } = step;
  const isFor = until === undefined;
  return (
    <Stack gap="md">
      <SegmentedControl
        aria-label="How the wait ends"
        data={KINDS}
        value={isFor ? 'for' : 'until'}
        style={{ alignSelf: 'flex-start' }}
        onChange={(kind) =>
          actions.replace(kind === 'for' ? { ...base, for: '10m' } : { ...base, until: '' })
        }
      />
      {isFor ? (
        <DurationInput
          label="Wait"
          value={length ?? ''}
          onChange={(next) => actions.replace({ ...base, for: next }, `${step.id} for`)}
        />
      ) : (
        <MappingField
          field={{
            key: 'until',
            label: 'Until',
            type: 'date',
            required: true,
            help: 'A time such as 2026-12-24T08:00:00Z, or seconds since 1970. One that has passed waits for nothing.',
          }}
          value={until === '' ? undefined : until}
          place={['until']}
          onChange={(next) =>
            actions.replace({ ...base, until: next ?? '' }, aboutField(step.id, 'until', next))
          }
        />
      )}
      <Text size="xs" c="dimmed">
        A waiting run takes no room in memory and goes on after a restart.
      </Text>
    </Stack>
  );
}
