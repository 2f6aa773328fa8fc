import { Textarea, TextInput } from '@mantine/core';
import type { FieldType } from '@millrace/model';
import { useRef, useState, type KeyboardEvent, type SyntheticEvent } from 'react';
import { withSuggestion } from './expression.ts';
import { FaultMark } from './fault-mark.tsx';
import type { ControlProps } from './mapping-field.tsx';
import { mappingFromText, textOf } from './mapping-text.ts';
import classes from './mapping-field.module.css';
import { SuggestionBox } from './suggestion-box.tsx';
import { useSuggestions } from './use-suggestions.ts';

const LONG: ReadonlySet<FieldType> = new Set<FieldType>(['text', 'html', 'markdown']);
const SHORT: ReadonlySet<FieldType> = new Set<FieldType>([
  'number',
  'integer',
  'date',
  'datetime',
  'time',
]);
const EXAMPLES: Partial<Record<FieldType, string>> = {
  date: '2026-01-31',
  datetime: '2026-01-31T12:00:00Z',
  time: '08:30',
};
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
  const change = (next: string) => {
    setTyped(next);
    props.onChange(mappingFromText(next, field.type, value));
  };
  if (SHORT.has(field.type)) return <ShortText {...props} text={text} onText={change} />;
  return <LongText {...props} text={text} onText={change} />;
}

interface BoxProps extends ControlProps {
  text: string;
  onText: (text: string) => void;
}

type TextBox = HTMLInputElement | HTMLTextAreaElement;

/** What both kinds of text box share. */
function boxProps(props: BoxProps) {
  const { field } = props;
  return {
    id: props.id,
    value: props.text,
    'aria-label': props.ariaLabel,
    'aria-describedby': props.describedBy,
    error: props.invalid,
    placeholder: field.placeholder ?? EXAMPLES[field.type] ?? '',
    inputMode: INPUT_MODES[field.type],
    autoComplete: 'off',
    spellCheck: LONG.has(field.type),
    classNames: {
      input: `${classes['input'] ?? ''} ${props.aimed ? (classes['aimed'] ?? '') : ''}`,
    },
    onFocus: props.onFocus,
    onSelect: ({ currentTarget }: SyntheticEvent<TextBox>) => {
      const { selectionStart, selectionEnd, value } = currentTarget;
      const start = selectionStart ?? value.length;
      props.onCaret({ start, end: selectionEnd ?? start });
    },
  };
}

/** One line for a number or a date. */
function ShortText(props: BoxProps) {
  const box = useRef<HTMLInputElement>(null);
  return (
    <FaultMark box={box} text={props.text} fault={props.fault}>
      <TextInput
        ref={box}
        {...boxProps(props)}
        onChange={(event) => props.onText(event.currentTarget.value)}
      />
    </FaultMark>
  );
}

/** A box that grows with its text, and offers values and helpers inside of `{{ … }}`. */
function LongText(props: BoxProps) {
  const { field, text, onText } = props;
  const box = useRef<HTMLTextAreaElement>(null);
  const [caret, setCaret] = useState<number>();
  const suggestions = useSuggestions(text, caret);
  const isLong = LONG.has(field.type);
  const size = isLong ? { minRows: 3, maxRows: 14 } : { minRows: 1, maxRows: 6 };
  return (
    <FaultMark box={box} text={text} fault={props.fault} lines>
      <SuggestionBox
        suggestions={suggestions}
        label={field.label}
        onClose={() => setCaret(undefined)}
        onTake={(suggestion) => {
          if (suggestions === undefined) return;
          const next = withSuggestion(text, suggestions.word, suggestion);
          onText(next.text);
          setCaret(undefined);
          requestAnimationFrame(() => box.current?.setSelectionRange(next.caret, next.caret));
        }}
      >
        <Textarea
          ref={box}
          {...boxProps(props)}
          autosize
          {...size}
          onChange={({ currentTarget }) => {
            onText(currentTarget.value);
            setCaret(currentTarget.selectionStart);
          }}
          onBlur={() => setCaret(undefined)}
          onKeyDown={isLong ? undefined : keepOneLine}
        />
      </SuggestionBox>
    </FaultMark>
  );
}

/** These types are one line of text; the box grows only to show all of it. */
function keepOneLine(event: KeyboardEvent): void {
  if (event.key === 'Enter') event.preventDefault();
}
