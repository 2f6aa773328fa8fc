import { Button, Collapse, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import type { Field, Mapping } from '@millrace/model';
import { IconChevronDown, IconChevronUp } from '@tabler/icons-react';
import { Fragment } from 'react';
import { MappingField } from '../../../ui/mapping-field/mapping-field.tsx';
import { useMappingScope } from '../../../ui/mapping-field/mapping-scope.tsx';
import { isUnset } from '../../../ui/mapping-field/mapping-text.ts';
import { isShown } from '../../../ui/mapping-field/shown.ts';

interface InputFieldsProps {
  fields: readonly Field[];
  input: Readonly<Record<string, Mapping>>;
  onChange: (key: string, next: Mapping | undefined) => void;
}

/** The fields of an action; those that most people leave alone are behind "More". */
export function InputFields({ fields, input, onChange }: InputFieldsProps) {
  const shown = fields.filter((field) => isShown(field, input));
  const ordinary = shown.filter((field) => field.advanced !== true);
  const advanced = shown.filter((field) => field.advanced === true);
  return (
    <>
      <Grouped fields={ordinary} input={input} onChange={onChange} />
      {advanced.length === 0 ? null : (
        <MoreFields fields={advanced} input={input} onChange={onChange} />
      )}
    </>
  );
}

function MoreFields({ fields, input, onChange }: InputFieldsProps) {
  const { notes } = useMappingScope();
  const isNoted = fields.some(({ key }) => notes(['input', key], true).length > 0);
  const [more, { toggle }] = useDisclosure(isNoted);
  const given = fields.filter((field) => !isUnset(input[field.key])).length;
  const Mark = more ? IconChevronUp : IconChevronDown;
  return (
    <>
      <Button
        variant="subtle"
        color="gray"
        size="compact-sm"
        style={{ alignSelf: 'flex-start' }}
        aria-expanded={more}
        rightSection={<Mark size={14} aria-hidden />}
        onClick={toggle}
      >
        {more ? 'Less' : `More (${given > 0 ? `${given} set` : fields.length})`}
      </Button>
      <Collapse expanded={more}>
        <Stack gap="md">
          <Grouped fields={fields} input={input} onChange={onChange} />
        </Stack>
      </Collapse>
    </>
  );
}

/** The fields in their order, with a quiet heading where another group begins. */
function Grouped({ fields, input, onChange }: InputFieldsProps) {
  return fields.map((field, at) => (
    <Fragment key={field.key}>
      {field.group === undefined || field.group === fields[at - 1]?.group ? null : (
        <Text component="h4" size="xs" fw={620} c="dimmed" mt="xs" mb={-8}>
          {field.group}
        </Text>
      )}
      <MappingField
        field={field}
        value={input[field.key]}
        place={['input', field.key]}
        onChange={(next) => onChange(field.key, next)}
      />
    </Fragment>
  ));
}
