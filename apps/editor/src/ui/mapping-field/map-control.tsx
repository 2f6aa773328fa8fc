import { Stack, Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import type { ControlProps } from './mapping-field.tsx';
import { MemberRow } from './member-row.tsx';
import { freeName, membersOf, renameMember, withMember } from './members.ts';

/** Free names, each with a mapping. */
export function MapControl({ field, value, onChange, ariaLabel, place }: ControlProps) {
  const members = membersOf(value);
  const names = Object.keys(members);
  const valueLabel = field.items?.label ?? 'Value';
  return (
    <Stack gap={6} role="group" aria-label={ariaLabel ?? field.label}>
      {names.map((name, at) => (
        <MemberRow
          key={at}
          name={name}
          taken={names}
          nameLabel={`Name ${at + 1} of ${field.label}`}
          field={{
            ...(field.items ?? { type: 'string' }),
            key: `${field.key}.${name}`,
            label: `${valueLabel} of ${name}`,
            required: field.required,
          }}
          place={place && [...place, name]}
          value={members[name]}
          onRename={(to) => onChange(renameMember(members, name, to))}
          onChange={(next) => onChange({ ...members, [name]: next ?? '' })}
          onRemove={() => onChange(withMember(members, name, undefined))}
        />
      ))}
      <Button
        variant="subtle"
        size="compact-sm"
        leftSection={<IconPlus size={14} aria-hidden />}
        style={{ alignSelf: 'flex-start' }}
        onClick={() => onChange({ ...members, [freeName(members, 'name')]: '' })}
      >
        Add {(field.items?.label ?? 'value').toLowerCase()}
      </Button>
    </Stack>
  );
}
