import { Button, Stack, Text } from '@mantine/core';
import type { SetStep } from '@millrace/model';
import { IconPlus } from '@tabler/icons-react';
import { MemberRow } from '../../../ui/mapping-field/member-row.tsx';
import { freeName, renameMember, withMember } from '../../../ui/mapping-field/members.ts';
import { aboutField } from '../draft/about-field.ts';
import { useEditor } from '../editor-context.ts';

/** Names and the mapping of each. */
export function SetForm({ step }: { step: SetStep }) {
  const { actions } = useEditor();
  const names = Object.keys(step.fields);
  const set = (fields: SetStep['fields'] | undefined, about?: string) =>
    actions.replace({ ...step, fields: fields ?? {} }, about);
  return (
    <Stack gap="sm" role="group" aria-label="Fields">
      {names.length === 0 ? (
        <Text size="sm" c="dimmed">
          Give a value a name here and use it in any later step.
        </Text>
      ) : null}
      {names.map((name, at) => (
        <MemberRow
          key={at}
          name={name}
          taken={names}
          nameLabel={`Name of field ${at + 1}`}
          field={{ key: name, label: `Value of ${name}`, type: 'string' }}
          value={step.fields[name]}
          place={['fields', name]}
          onRename={(to) => set(renameMember(step.fields, name, to))}
          onChange={(next) =>
            set({ ...step.fields, [name]: next ?? '' }, aboutField(step.id, name, next))
          }
          onRemove={() => set(withMember(step.fields, name, undefined))}
        />
      ))}
      <Button
        variant="default"
        leftSection={<IconPlus size={15} aria-hidden />}
        style={{ alignSelf: 'flex-start' }}
        onClick={() => set({ ...step.fields, [freeName(step.fields, 'field')]: '' })}
      >
        Add field
      </Button>
    </Stack>
  );
}
