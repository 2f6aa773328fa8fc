import { TextInput } from '@mantine/core';
import { useRef, useState } from 'react';
import { FaultMark } from './fault-mark.tsx';
import type { FaultRange } from './fault.ts';
import classes from './mapping-field.module.css';

interface PathInputProps {
  path: string;
  label: string;
  describedBy: string | undefined;
  fault: FaultRange | undefined;
  /** The path as it stands while it is written; undefined while it is none. */
  onDraft: (path: string | undefined) => void;
  /** The new path, or undefined to leave it. */
  onDone: (path: string | undefined) => void;
}

/** A path as text: Enter takes it over, Escape leaves it. */
export function PathInput({ path, label, describedBy, fault, onDraft, onDone }: PathInputProps) {
  const [text, setText] = useState(path);
  const box = useRef<HTMLInputElement>(null);
  const isPath = text.startsWith('$');
  return (
    <FaultMark box={box} text={text} fault={fault}>
      <TextInput
        ref={box}
        value={text}
        aria-label={label}
        aria-describedby={describedBy}
        autoFocus
        spellCheck={false}
        autoComplete="off"
        error={isPath ? null : 'A path starts with $, for example $.trigger.body.email.'}
        classNames={{ input: classes['code'] ?? '' }}
        onChange={({ currentTarget: { value } }) => {
          setText(value);
          onDraft(value.startsWith('$') ? value : undefined);
        }}
        onBlur={() => onDone(isPath ? text : undefined)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && isPath) onDone(text);
          if (event.key === 'Escape') {
            event.stopPropagation();
            onDone(undefined);
          }
        }}
      />
    </FaultMark>
  );
}
