import { SegmentedControl, Stack } from '@mantine/core';
import type { StopStep } from '@millrace/model';
import { MappingField } from '../../../ui/mapping-field/mapping-field.tsx';
import { aboutField } from '../draft/about-field.ts';
import { useEditor } from '../editor-context.ts';

const ENDS = [
  { value: 'succeeded', label: 'All is done' },
  { value: 'failed', label: 'It failed' },
];

/** How the run ends here, and why. */
export function StopForm({ step }: { step: StopStep }) {
  const { actions } = useEditor();
  const { message, ...rest } = step;
  return (
    <Stack gap="md">
      <SegmentedControl
        aria-label="How the run ends"
        data={ENDS}
        value={step.as}
        style={{ alignSelf: 'flex-start' }}
        onChange={(as) =>
          actions.replace({ ...step, as: as === 'failed' ? 'failed' : 'succeeded' })
        }
      />
      <MappingField
        field={{
          key: 'message',
          label: 'Message',
          type: 'string',
          help: 'Says in the list of runs why it ended.',
        }}
        value={message}
        place={['message']}
        onChange={(next) =>
          actions.replace(
            next === undefined ? rest : { ...rest, message: next },
            aboutField(step.id, 'message', next),
          )
        }
      />
    </Stack>
  );
}
