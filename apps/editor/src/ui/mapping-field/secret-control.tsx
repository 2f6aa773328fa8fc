import { PasswordInput } from '@mantine/core';
import type { ControlProps } from './mapping-field.tsx';
import { textOf } from './mapping-text.ts';

/** A value that is hidden while it is typed. */
export function SecretControl(props: ControlProps) {
  return (
    <PasswordInput
      id={props.id}
      value={textOf(props.value)}
      aria-label={props.ariaLabel}
      aria-describedby={props.describedBy}
      error={props.invalid}
      placeholder={props.field.placeholder ?? ''}
      autoComplete="new-password"
      onFocus={props.onFocus}
      onChange={(event) => {
        const text = event.currentTarget.value;
        props.onChange(text === '' ? undefined : text);
      }}
    />
  );
}
