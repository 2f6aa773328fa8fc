import { Stack } from '@mantine/core';
import { fixedMembers, isJsonObject, type Mapping } from '@millrace/model';
import { MappingField, type ControlProps } from './mapping-field.tsx';
import classes from './mapping-field.module.css';
import { AccountMembers } from './account-members.tsx';
import { membersOf, withMember } from './members.ts';
import { isShown } from './shown.ts';

/** The members of an object, each a mapping of its own. */
export function ObjectControl(props: ControlProps) {
  return Array.isArray(props.field.fields) ? (
    <FixedMembers {...props} />
  ) : (
    <AccountMembers {...props} />
  );
}

function FixedMembers({ field, value, onChange, ariaLabel, place }: ControlProps) {
  const members = membersOf(value);
  const known = fixedMembers(field);
  const shown = known.filter((member) => isShown(member, members));
  const extra = Object.keys(members).filter((key) => !known.some((member) => member.key === key));
  const set = (key: string, next: Mapping | undefined) =>
    onChange(withMember(isJsonObject(value) ? members : {}, key, next));
  return (
    <Stack
      gap="sm"
      role="group"
      aria-label={ariaLabel ?? field.label}
      className={classes['nested'] ?? ''}
    >
      {shown.map((member) => (
        <MappingField
          key={member.key}
          field={member}
          value={members[member.key]}
          place={place && [...place, member.key]}
          onChange={(next) => set(member.key, next)}
        />
      ))}
      {extra.map((key) => (
        <MappingField
          key={key}
          field={{ key, label: key, type: 'json', help: 'Not a field this connector knows.' }}
          value={members[key]}
          place={place && [...place, key]}
          onChange={(next) => set(key, next)}
        />
      ))}
    </Stack>
  );
}
