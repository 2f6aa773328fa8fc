import { Textarea, TextInput } from '@mantine/core';
import type { FieldType } from '@millrace/model';
import { useState, type KeyboardEvent, type SyntheticEvent } from 'react';
import type { ControlProps } from './mapping-field.tsx';
import { mappingFromText, textOf } from './mapping-text.ts';
import classes from './mapping-field.module.css';

const LONG: ReadonlySet<FieldType> = new Set<FieldType>(['text', 'html']);
const SHORT: ReadonlySet<FieldType> = new Set<FieldType>(['number', 'integer', 'date']);
const INPUT_MODES: Partial<Record<FieldType, 'decimal' | 'numeric' | 'email' | 'url'>> = {
  number: 'decimal',
  integer: 'numeric',
  email: 'email',
  url: 'url',
};

/** Free text. What was typed stays as typed while it means the value ("1.0" for the number 1). */
export function TextControl(props: ControlProps) {
  const { field, value } = props;
  const [typed, setTyped] = useState(() => textOf(value));
  const means = JSON.stringify(mappingFromText(typed, field.type, value)) === JSON.stringify(value);
  const text = means ? typed : textOf(value);
  const shared = {
    id: props.id,
    value: text,
    'aria-label': props.ariaLabel,
    'aria-describedby': props.describedBy,
    error: props.invalid,
    placeholder: field.placeholder ?? (field.type === 'date' ? '2026-01-31T12:00:00Z' : ''),
    inputMode: INPUT_MODES[field.type],
    autoComplete: 'off',
    spellCheck: LONG.has(field.type),
    classNames: {
      input: `${classes['input'] ?? ''} ${props.aimed ? (classes['aimed'] ?? '') : ''}`,
    },
    onFocus: props.onFocus,
    onSelect: (event: SyntheticEvent<HTMLInputElement | HTMLTextAreaElement>) => {
      const { selectionStart, selectionEnd, value: all } = event.currentTarget;
      const start = selectionStart ?? all.length;
      props.onCaret({ start, end: selectionEnd ?? start });
    },
    onChange: (event: { currentTarget: { value: string } }) => {
      const next = event.currentTarget.value;
      setTyped(next);
      props.onChange(mappingFromText(next, field.type, value));
    },
  };
  if (SHORT.has(field.type)) return <TextInput {...shared} />;
  if (LONG.has(field.type)) return <Textarea {...shared} autosize minRows={3} maxRows={14} />;
  return <Textarea {...shared} autosize minRows={1} maxRows={6} onKeyDown={keepOneLine} />;
}

/** These types are one line of text; the box grows only to show all of it. */
function keepOneLine(event: KeyboardEvent): void {
  if (event.key === 'Enter') event.preventDefault();
}
