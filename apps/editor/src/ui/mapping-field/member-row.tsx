import { ActionIcon, Group, Stack, TextInput } from '@mantine/core';
import type { Field, Mapping } from '@millrace/model';
import { IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import type { FieldPlace } from './field-note.ts';
import { MappingField } from './mapping-field.tsx';
import classes from './mapping-field.module.css';

export interface MemberRowProps {
  name: string;
  /** Every name in use, this one included. */
  taken: readonly string[];
  nameLabel: string;
  field: Field;
  value: Mapping | undefined;
  place?: FieldPlace | undefined;
  onRename: (to: string) => void;
  onChange: (value: Mapping | undefined) => void;
  onRemove: () => void;
}

/** A name someone chose and the mapping of its value. The name is taken over once it is a new one. */
export function MemberRow(props: MemberRowProps) {
  const { name, taken, onRename } = props;
  const [typed, setTyped] = useState<string>();
  const fault = typed === undefined ? undefined : nameFault(typed, name, taken);
  const commit = () => {
    if (typed !== undefined && fault === undefined && typed !== name) onRename(typed);
    setTyped(undefined);
  };
  return (
    <Stack gap={4} className={classes['member']}>
      <Group gap={4} wrap="nowrap" align="flex-start">
        <TextInput
          flex={1}
          size="xs"
          value={typed ?? name}
          aria-label={props.nameLabel}
          autoComplete="off"
          spellCheck={false}
          error={fault}
          classNames={{ input: classes['memberName'] ?? '' }}
          onChange={(event) => setTyped(event.currentTarget.value)}
          onBlur={commit}
          onKeyDown={(event) => {
            if (event.key === 'Enter') commit();
          }}
        />
        <ActionIcon
          variant="subtle"
          color="gray"
          size={30}
          aria-label={`Remove ${name}`}
          onClick={props.onRemove}
        >
          <IconTrash size={16} aria-hidden />
        </ActionIcon>
      </Group>
      <MappingField
        field={props.field}
        value={props.value}
        place={props.place}
        onChange={props.onChange}
        hideLabel
      />
    </Stack>
  );
}

function nameFault(typed: string, name: string, taken: readonly string[]): string | undefined {
  if (typed.trim() === '') return 'Give it a name.';
  if (typed.startsWith('$')) return 'A name cannot start with $.';
  return typed !== name && taken.includes(typed) ? 'This name is taken.' : undefined;
}
