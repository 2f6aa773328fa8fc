import { NumberInput, Stack, Text } from '@mantine/core';
import type { Field, Mapping, RespondStep } from '@millrace/model';
import { MappingField } from '../../../ui/mapping-field/mapping-field.tsx';
import { membersOf } from '../../../ui/mapping-field/members.ts';
import { aboutField } from '../draft/about-field.ts';
import { useEditor } from '../editor-context.ts';

const HEADERS: Field = {
  key: 'headers',
  label: 'Headers',
  type: 'map',
  items: { key: 'header', label: 'Header', type: 'string' },
};

const BODY: Field = {
  key: 'body',
  label: 'Body',
  type: 'text',
  help: 'Text is sent as it is; a picked list or object as JSON. Nothing when empty.',
};

/** What the sender of the event gets as an answer. */
export function RespondForm({ step }: { step: RespondStep }) {
  const { actions } = useEditor();
  const { body, ...rest } = step;
  const setBody = (next: Mapping | undefined) =>
    actions.replace(
      next === undefined ? rest : { ...rest, body: next },
      aboutField(step.id, 'body', next),
    );
  return (
    <Stack gap="md">
      <NumberInput
        label="Status"
        description="200 says that all went well."
        styles={{ wrapper: { maxWidth: 140 } }}
        min={200}
        max={599}
        allowDecimal={false}
        value={step.status}
        onChange={(next) => {
          if (typeof next === 'number') {
            actions.replace({ ...step, status: next }, `${step.id} status`);
          }
        }}
      />
      <MappingField field={BODY} value={body} place={['body']} onChange={setBody} />
      <MappingField
        field={HEADERS}
        value={step.headers}
        place={['headers']}
        onChange={(next) =>
          actions.replace(
            { ...step, headers: membersOf(next) },
            aboutField(step.id, 'headers', next),
          )
        }
      />
      <Text size="xs" c="dimmed">
        The steps after this one still run; the sender does not wait for them.
      </Text>
    </Stack>
  );
}
