import { Button, Collapse, Group, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useDisclosure } from '@mantine/hooks';
import type { AuthInfo, ConnectorInfo, Field } from '@millrace/model';
import { useState, type ReactNode } from 'react';
import { asProblem } from '../../api/problem.ts';
import { ErrorPanel } from '../error-panel.tsx';
import { isShown } from '../mapping-field/shown.ts';
import { CredentialField } from './credential-field.tsx';
import { KindChoice } from './kind-choice.tsx';
import { fieldsOf, kindOf, kindsOf } from './kinds.ts';

export interface ConnectionFormValues {
  name: string;
  /** The kind of sign-in; undefined where the connector names none. */
  auth: string | undefined;
  /** Only what was filled in. */
  values: Record<string, string>;
}

export interface ConnectionFormProps {
  connector: ConnectorInfo;
  /** The kind of sign-in that is chosen at first. */
  auth?: string | undefined;
  /** The keys that hold a value already; such a field may stay empty. */
  stored: readonly string[];
  name: string;
  /** What the button says, by the kind of sign-in. */
  submitLabel: (kind: AuthInfo) => string;
  pending: boolean;
  problem: Error | null;
  onSubmit: (values: ConnectionFormValues, kind: AuthInfo) => void;
}

/** A form made of the kinds of sign-in of a connector, and the fields that each asks for. */
export function ConnectionForm(props: ConnectionFormProps) {
  const { connector, stored, name, pending, problem, onSubmit } = props;
  const [kindId, setKindId] = useState(props.auth);
  const kind = kindOf(connector, kindId);
  const fields = fieldsOf(connector, kind);
  const form = useForm({
    initialValues: { name, values: initialValues(connector, stored) },
    validate: (current) => faultsOf(current, shownFields(fields, current.values), stored),
  });
  const shown = shownFields(fields, form.values.values);
  const inputs = (some: readonly Field[]) =>
    some.map((field) => (
      <CredentialField
        key={field.key}
        field={field}
        stored={stored.includes(field.key)}
        value={form.values.values[field.key] ?? ''}
        error={form.errors[`values.${field.key}`]}
        onChange={(value) => form.setFieldValue(`values.${field.key}`, value)}
      />
    ));
  const advanced = shown.filter((field) => field.advanced === true);
  return (
    <form
      noValidate
      onSubmit={form.onSubmit((done) => {
        const auth = connector.auth === undefined ? undefined : kind.id;
        const values = filledIn(done.values, shown);
        onSubmit({ name: done.name.trim(), auth, values }, kind);
      })}
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
        <KindChoice kinds={kindsOf(connector)} value={kind.id} onChange={setKindId} />
        {inputs(shown.filter((field) => field.advanced !== true))}
        {advanced.length === 0 ? null : <MoreFields>{inputs(advanced)}</MoreFields>}
        <Group justify="flex-end">
          <Button type="submit" loading={pending}>
            {props.submitLabel(kind)}
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

/** What `show_when` lets through; a value that is kept is not known here, so its field is shown. */
function shownFields(
  fields: readonly Field[],
  values: Readonly<Record<string, string>>,
): readonly Field[] {
  return fields.filter((field) => isShown(field, values));
}

function initialValues(connector: ConnectorInfo, stored: readonly string[]) {
  const values: Record<string, string> = {};
  for (const kind of kindsOf(connector)) {
    for (const { key, default: first } of fieldsOf(connector, kind)) {
      values[key] = !stored.includes(key) && typeof first === 'string' ? first : '';
    }
  }
  return values;
}

interface Filled {
  name: string;
  values: Record<string, string>;
}

function faultsOf(
  current: Filled,
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

/** What was typed for the fields of the chosen kind; what was typed for another is not sent. */
function filledIn(
  values: Readonly<Record<string, string>>,
  fields: readonly Field[],
): Record<string, string> {
  return Object.fromEntries(
    fields
      .map(({ key }) => [key, (values[key] ?? '').trim()] as const)
      .filter(([, value]) => value !== ''),
  );
}
