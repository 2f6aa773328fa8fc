import { Textarea } from '@mantine/core';
import { useState } from 'react';
import { jsonText, readJson } from './json-text.ts';
import type { ControlProps } from './mapping-field.tsx';
import classes from './mapping-field.module.css';

/** A value written as JSON; it is taken over whenever it reads as one. */
export function JsonControl(props: ControlProps) {
  const [typed, setTyped] = useState(() => jsonText(props.value));
  const read = readJson(typed);
  const same = read.ok && JSON.stringify(read.mapping) === JSON.stringify(props.value);
  const text = same || !read.ok ? typed : jsonText(props.value);
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
      onChange={(event) => {
        const next = event.currentTarget.value;
        setTyped(next);
        const understood = readJson(next);
        if (understood.ok) props.onChange(understood.mapping);
      }}
    />
  );
}
