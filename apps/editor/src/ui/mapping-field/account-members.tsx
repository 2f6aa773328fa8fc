import { Button, Group, Stack, Text } from '@mantine/core';
import type { Field, Mapping } from '@millrace/model';
import { IconRefresh } from '@tabler/icons-react';
import { useState } from 'react';
import { relativeText } from '../format.ts';
import { useNow } from '../use-now.ts';
import { AccountNote } from './account-note.tsx';
import { AddMember } from './add-member.tsx';
import { useAccount } from './account.ts';
import { MappingField, type ControlProps } from './mapping-field.tsx';
import classes from './mapping-field.module.css';
import { MemberRow } from './member-row.tsx';
import { membersOf, renameMember, withMember } from './members.ts';
import { isShown } from './shown.ts';
import { drawnMembers, keptKey, useMembers, type Members } from './use-members.ts';

/** The members of an object that the account defines, and any other that somebody names. */
export function AccountMembers(props: ControlProps) {
  const { field, value, ariaLabel, place } = props;
  const { fields: use } = field;
  const given = membersOf(value);
  const members = useMembers(
    use === undefined || Array.isArray(use) ? {} : use,
    keptKey(field, place),
  );
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set());
  const known = members.fields ?? [];
  const drawn = drawnMembers(known, given, opened).filter((member) => isShown(member, given));
  const change = (next: Record<string, Mapping> | undefined) => {
    members.beforeEdit();
    props.onChange(next);
  };
  return (
    <Stack
      gap="sm"
      role="group"
      aria-label={ariaLabel ?? field.label}
      className={classes['nested'] ?? ''}
    >
      {drawn.map((member) => (
        <MappingField
          key={member.key}
          field={member}
          value={given[member.key]}
          place={place && [...place, member.key]}
          onChange={(next) => change(withMember(given, member.key, next))}
        />
      ))}
      <OtherMembers {...props} known={known} given={given} onMembers={change} />
      <AddMember
        label={field.label}
        hidden={known.filter((member) => !drawn.includes(member) && isShown(member, given))}
        taken={[...Object.keys(given), ...drawn.map(({ key }) => key)]}
        onOpen={(key) => setOpened(new Set([...opened, key]))}
        onAdd={(name) => change({ ...given, [name]: '' })}
      />
      <AccountNote source={members.source} problem={members.problem} onRetry={members.refresh} />
      <ReadLine members={members} />
    </Stack>
  );
}

interface OtherMembersProps extends ControlProps {
  known: readonly Field[];
  given: Readonly<Record<string, Mapping>>;
  onMembers: (next: Record<string, Mapping> | undefined) => void;
}

/** Members that are not among the fields: they are sent as they are, until somebody removes them. */
function OtherMembers({ field, known, given, place, onMembers }: OtherMembersProps) {
  const { application } = useAccount();
  const names = Object.keys(given);
  const others = names.filter((name) => !known.some(({ key }) => key === name));
  return others.map((name, at) => (
    <div key={at}>
      <MemberRow
        name={name}
        taken={[...names, ...known.map(({ key }) => key)]}
        nameLabel={`Name ${at + 1} of ${field.label}`}
        field={{ key: `${field.key}.${name}`, label: name, type: 'string' }}
        place={place && [...place, name]}
        value={given[name]}
        onRename={(to) => onMembers(renameMember(given, name, to))}
        onChange={(next) => onMembers({ ...given, [name]: next ?? '' })}
        onRemove={() => onMembers(withMember(given, name, undefined))}
      />
      {known.length === 0 ? null : (
        <Text size="xs" className={classes['outdated'] ?? ''} mt={4}>
          Not among the fields of {application}. It is sent as it is.
        </Text>
      )}
    </div>
  ));
}

/** How many fields there are and how old that is, with a button that reads them again. */
function ReadLine({ members }: { members: Members }) {
  const { application } = useAccount();
  const now = useNow();
  const { fields, isLoading, readAt, changed, source } = members;
  if (fields === undefined && !isLoading) return null;
  const count = fields?.length === 1 ? '1 field' : `${fields?.length ?? 0} fields`;
  const text =
    fields === undefined || readAt === undefined
      ? `Reading the fields from ${application}…`
      : fields.length === 0
        ? `${application} has no fields here yet. Add one there, then refresh.`
        : `${count} of ${application}, read ${relativeText(readAt, now)}.`;
  return (
    <Group gap="xs" justify="space-between" wrap="nowrap" align="center">
      <Text size="xs" c="dimmed" role="status">
        {text} {changed}
      </Text>
      <Button
        size="compact-xs"
        variant="subtle"
        color="gray"
        style={{ flexShrink: 0 }}
        disabled={!source.ready}
        loading={isLoading}
        leftSection={<IconRefresh size={13} aria-hidden />}
        onClick={members.refresh}
      >
        Refresh fields
      </Button>
    </Group>
  );
}
