import { Select, Stack, Text } from '@mantine/core';
import type { CallStep, FlowListItem, Mapping } from '@millrace/model';
import { useQuery } from '@tanstack/react-query';
import { flowsQuery } from '../../../api/flows.ts';
import { asProblem } from '../../../api/problem.ts';
import { MappingField } from '../../../ui/mapping-field/mapping-field.tsx';
import { aboutField } from '../draft/about-field.ts';
import { useEditor } from '../editor-context.ts';
import { errorAt } from './error-at.ts';
import { flowChoices } from './flow-choices.ts';

const NONE: readonly FlowListItem[] = [];

/** Which flow is called, and with what. */
export function CallForm({ step }: { step: CallStep }) {
  const { actions, checks, flow } = useEditor();
  const flows = useQuery(flowsQuery);
  const { body, ...rest } = step;
  const choices = flowChoices(flows.data?.items ?? NONE, flow.id, step.flow);
  const chosen = choices.find((choice) => choice.value === step.flow);
  const setBody = (next: Mapping | undefined) =>
    actions.replace(
      next === undefined ? rest : { ...rest, body: next },
      aboutField(step.id, 'body', next),
    );
  return (
    <Stack gap="md">
      <Select
        label="Flow"
        required
        searchable
        placeholder="Choose a flow"
        nothingFoundMessage="There is no other flow."
        data={choices.map(({ value, label }) => ({ value, label }))}
        value={step.flow === '' ? null : step.flow}
        allowDeselect={false}
        error={
          flows.error === null
            ? (errorAt(checks, step.id, 'flow') ?? chosen?.trouble)
            : asProblem(flows.error).detail
        }
        onChange={(next) => actions.replace({ ...step, flow: next ?? '' })}
      />
      <MappingField
        field={{
          key: 'body',
          label: 'Body',
          type: 'json',
          help: 'The called flow sees it as its trigger’s body.',
        }}
        value={body}
        place={['body']}
        onChange={setBody}
      />
      <Text size="xs" c="dimmed">
        This flow goes on once the other has ended, with what its last step put out.
      </Text>
    </Stack>
  );
}
