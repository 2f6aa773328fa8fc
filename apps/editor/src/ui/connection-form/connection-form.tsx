import { Button, Collapse, Group, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useDisclosure } from '@mantine/hooks';
import type { Field } from '@millrace/model';
import type { ReactNode } from 'react';
import { asProblem } from '../../api/problem.ts';
import { ErrorPanel } from '../error-panel.tsx';
import { CredentialField } from './credential-field.tsx';

export interface ConnectionFormValues {
  name: string;
  /** Only what was filled in. */
  values: Record<string, string>;
}

export interface ConnectionFormProps {
  fields: readonly Field[];
  /** The keys that hold a value already; such a field may stay empty. */
  stored: readonly string[];
  name: string;
  submitLabel: string;
  pending: boolean;
  problem: Error | null;
  onSubmit: (values: ConnectionFormValues) => void;
}

/** A form made of a connector's connection fields. */
export function ConnectionForm(props: ConnectionFormProps) {
  const { fields, stored, name, submitLabel, pending, problem, onSubmit } = props;
  const form = useForm({
    initialValues: { name, values: initialValues(fields, stored) },
    validate: (current) => faultsOf(current, fields, stored),
  });
  const basic = fields.filter((field) => field.advanced !== true);
  const advanced = fields.filter((field) => field.advanced === true);
  const inputs = (shown: readonly Field[]) =>
    shown.map((field) => (
      <CredentialField
        key={field.key}
        field={field}
        stored={stored.includes(field.key)}
        value={form.values.values[field.key] ?? ''}
        error={form.errors[`values.${field.key}`]}
        onChange={(value) => form.setFieldValue(`values.${field.key}`, value)}
      />
    ));
  return (
    <form
      noValidate
      onSubmit={form.onSubmit((done) =>
        onSubmit({ name: done.name.trim(), values: filledIn(done.values) }),
      )}
    >
      <Stack>
        {problem === null ? null : <ErrorPanel problem={asProblem(problem)} />}
        <TextInput
          label="Name"
          description="Flows refer to the connection by this name."
          required
          maxLength={120}
          data-autofocus
          {...form.getInputProps('name')}
        />
        {inputs(basic)}
        {advanced.length === 0 ? null : <MoreFields>{inputs(advanced)}</MoreFields>}
        <Group justify="flex-end">
          <Button type="submit" loading={pending}>
            {submitLabel}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

/** Fields most people leave alone. */
function MoreFields({ children }: { children: ReactNode }) {
  const [more, { toggle }] = useDisclosure(false);
  return (
    <>
      <Button
        variant="subtle"
        size="compact-sm"
        aria-expanded={more}
        style={{ alignSelf: 'flex-start' }}
        onClick={toggle}
      >
        {more ? 'Less' : 'More'}
      </Button>
      <Collapse expanded={more}>
        <Stack>{children}</Stack>
      </Collapse>
    </>
  );
}

function initialValues(fields: readonly Field[], stored: readonly string[]) {
  const values: Record<string, string> = {};
  for (const field of fields) {
    const first = field.default;
    values[field.key] = !stored.includes(field.key) && typeof first === 'string' ? first : '';
  }
  return values;
}

function faultsOf(
  current: ConnectionFormValues,
  fields: readonly Field[],
  stored: readonly string[],
): Record<string, string> {
  const faults: Record<string, string> = {};
  if (current.name.trim() === '') faults['name'] = 'Give the connection a name.';
  for (const field of fields) {
    const empty = (current.values[field.key] ?? '').trim() === '';
    if (field.required === true && empty && !stored.includes(field.key)) {
      faults[`values.${field.key}`] = `${field.label} is needed.`;
    }
  }
  return faults;
}

function filledIn(values: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values)
      .map(([key, value]) => [key, value.trim()] as const)
      .filter(([, value]) => value !== ''),
  );
}
