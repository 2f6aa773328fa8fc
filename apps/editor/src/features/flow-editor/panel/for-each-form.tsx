import { NumberInput, Stack, Text } from '@mantine/core';
import { isJsonObject, type ForEachStep } from '@millrace/model';
import { MappingField } from '../../../ui/mapping-field/mapping-field.tsx';
import { useMappingScope } from '../../../ui/mapping-field/mapping-scope.tsx';
import { itemsOf } from '../data/scope.ts';
import { aboutField } from '../draft/about-field.ts';
import { useEditor } from '../editor-context.ts';

/** What a loop goes through, and how many items at a time. */
export function ForEachForm({ step }: { step: ForEachStep }) {
  const { actions } = useEditor();
  return (
    <Stack gap="md">
      <MappingField
        field={{
          key: 'items',
          label: 'Items',
          type: 'string',
          required: true,
          placeholder: 'Pick a list from the data',
          help: 'The steps inside run once for each; they see it as item.',
        }}
        value={step.items === '' ? undefined : step.items}
        place={['items']}
        onChange={(next) =>
          actions.replace({ ...step, items: next ?? '' }, aboutField(step.id, 'items', next))
        }
      />
      <ItemCount step={step} />
      <NumberInput
        label="Items at a time"
        description="More is faster, as far as the applications you call allow it. One keeps the order."
        styles={{ wrapper: { maxWidth: 180 } }}
        min={1}
        max={20}
        clampBehavior="strict"
        allowDecimal={false}
        value={step.concurrency}
        onChange={(next) => {
          if (typeof next === 'number') {
            actions.replace({ ...step, concurrency: next }, `${step.id} concurrency`);
          }
        }}
      />
      <Text size="xs" c="dimmed">
        Later steps get the list of results. When an item fails, the loop fails; what was done stays
        done.
      </Text>
    </Stack>
  );
}

function ItemCount({ step }: { step: ForEachStep }) {
  const { data } = useMappingScope();
  const items = isJsonObject(data) ? itemsOf(step, data) : undefined;
  if (items === undefined) return null;
  return (
    <Text size="sm" role="status">
      {items.length === 1 ? '1 item' : `${items.length} items`} in this sample.
    </Text>
  );
}
