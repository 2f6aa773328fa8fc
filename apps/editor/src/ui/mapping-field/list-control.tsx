import { ActionIcon, Button, Group, Stack, Box } from '@mantine/core';
import type { Field, Mapping } from '@millrace/model';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { MappingField, type ControlProps } from './mapping-field.tsx';

/** Items one under the other, each a mapping of its own. */
export function ListControl({ field, value, onChange, ariaLabel, place }: ControlProps) {
  const items: Mapping[] = Array.isArray(value) ? value : [];
  const itemField = (at: number): Field => ({
    ...(field.items ?? { key: 'item', label: 'Item', type: 'string' }),
    key: `${field.key}.${at}`,
    label: `${field.items?.label ?? field.label} ${at + 1}`,
    required: isNested(field.items) ? false : field.required,
  });
  const change = (next: Mapping[]) => onChange(next.length === 0 ? undefined : next);
  return (
    <Stack gap={6} role="group" aria-label={ariaLabel ?? field.label} align="stretch">
      {items.map((item, at) => (
        <Group key={at} gap={4} wrap="nowrap" align="flex-start">
          <Box flex={1} miw={0}>
            <MappingField
              field={itemField(at)}
              value={item}
              place={place && [...place, at]}
              hideLabel={!isNested(field.items)}
              onChange={(next) => change(items.with(at, next ?? ''))}
            />
          </Box>
          <ActionIcon
            variant="subtle"
            color="gray"
            size={36}
            aria-label={`Remove ${itemField(at).label}`}
            onClick={() => change(items.toSpliced(at, 1))}
          >
            <IconTrash size={16} aria-hidden />
          </ActionIcon>
        </Group>
      ))}
      <Button
        variant="subtle"
        size="compact-sm"
        leftSection={<IconPlus size={14} aria-hidden />}
        style={{ alignSelf: 'flex-start' }}
        onClick={() => change([...items, isNested(field.items) ? {} : ''])}
      >
        Add {(field.items?.label ?? 'item').toLowerCase()}
      </Button>
    </Stack>
  );
}

function isNested(items: Field | undefined): boolean {
  return items?.type === 'object' || items?.type === 'map';
}
