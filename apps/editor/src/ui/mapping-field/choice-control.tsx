import { Select } from '@mantine/core';
import { fixedChoices } from '@millrace/model';
import { AccountChoice } from './account-choice.tsx';
import type { ControlProps } from './mapping-field.tsx';
import classes from './mapping-field.module.css';

/** One of the values the application knows, or the account defines. */
export function ChoiceControl(props: ControlProps) {
  const { choices } = props.field;
  if (choices === undefined || Array.isArray(choices)) return <FixedChoice {...props} />;
  return <AccountChoice {...props} use={choices} />;
}

function FixedChoice(props: ControlProps) {
  const { field, value } = props;
  const choices = fixedChoices(field);
  return (
    <Select
      id={props.id}
      aria-label={props.ariaLabel}
      aria-describedby={props.describedBy}
      error={props.invalid}
      data={[...choices]}
      value={typeof value === 'string' ? value : null}
      placeholder={field.placeholder ?? 'Choose…'}
      clearable={field.required !== true}
      searchable={choices.length > 8}
      allowDeselect={false}
      classNames={{ input: props.aimed ? (classes['aimed'] ?? '') : '' }}
      onFocus={props.onFocus}
      onChange={(next) => props.onChange(next ?? undefined)}
    />
  );
}
