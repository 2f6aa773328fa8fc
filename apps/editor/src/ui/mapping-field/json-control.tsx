import { Textarea } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { insertIntoJson } from './insert-into-json.ts';
import { jsonText, readJson } from './json-text.ts';
import type { ControlProps } from './mapping-field.tsx';
import type { Caret } from './mapping-text.ts';
import classes from './mapping-field.module.css';

/**
 * A value written as JSON; it is taken over whenever it reads as one. A picked value goes to the caret,
 * and nothing that was written is lost.
 */
export function JsonControl(props: ControlProps) {
  const [typed, setTyped] = useState(() => jsonText(props.value));
  const read = readJson(typed);
  const same = read.ok && JSON.stringify(read.mapping) === JSON.stringify(props.value);
  const text = same || !read.ok ? typed : jsonText(props.value);
  const caret = useRef<Caret>(undefined);
  const change = (next: string): void => {
    setTyped(next);
    const understood = readJson(next);
    if (understood.ok) props.onChange(understood.mapping);
  };
  const { onInserts } = props;
  useEffect(() => {
    onInserts((path) => {
      const next = insertIntoJson(text, path, caret.current);
      if (next === undefined) return;
      caret.current = { start: next.caret, end: next.caret };
      change(next.text);
    });
    return () => onInserts(undefined);
  });
  return (
    <Textarea
      id={props.id}
      value={text}
      aria-label={props.ariaLabel}
      aria-describedby={props.describedBy}
      error={read.ok ? props.invalid : `Not taken over yet: ${read.reason}`}
      placeholder={props.field.placeholder ?? '{ }'}
      autosize
      minRows={3}
      maxRows={16}
      spellCheck={false}
      classNames={{
        input: `${classes['code'] ?? ''} ${props.aimed ? (classes['aimed'] ?? '') : ''}`,
      }}
      onFocus={props.onFocus}
      onSelect={({ currentTarget: { selectionStart: start, selectionEnd: end } }) => {
        caret.current = { start, end };
      }}
      onChange={(event) => change(event.currentTarget.value)}
    />
  );
}
