import { PasswordInput, Select, Textarea, TextInput } from '@mantine/core';
import { fixedChoices, type Field } from '@millrace/model';
import type { ReactNode } from 'react';

export interface CredentialFieldProps {
  field: Field;
  /** True when a value is kept already: it is never shown, and stays when the field is left empty. */
  stored: boolean;
  value: string;
  error: ReactNode;
  onChange: (value: string) => void;
}

/** One field of a connection; secrets are password inputs. */
export function CredentialField({ field, stored, value, error, onChange }: CredentialFieldProps) {
  const shared = {
    label: field.label,
    description: field.help,
    placeholder: stored ? 'Kept; fill in to replace' : field.placeholder,
    required: field.required === true && !stored,
    error,
    value,
  };
  const onInput = (event: { currentTarget: { value: string } }): void =>
    onChange(event.currentTarget.value);
  switch (field.type) {
    case 'secret':
      return <PasswordInput {...shared} autoComplete="new-password" onChange={onInput} />;
    case 'choice':
      return (
        <Select
          {...shared}
          value={value === '' ? null : value}
          data={[...fixedChoices(field)]}
          onChange={(choice) => onChange(choice ?? '')}
        />
      );
    case 'text':
      return <Textarea {...shared} autosize minRows={3} onChange={onInput} />;
    default:
      return (
        <TextInput
          {...shared}
          type={field.type === 'email' || field.type === 'url' ? field.type : 'text'}
          autoComplete="off"
          onChange={onInput}
        />
      );
  }
}
