import { TextInput } from '@mantine/core';
import type { Field, PathMapping } from '@millrace/model';
import { useRef, useState } from 'react';
import { FaultMark } from './fault-mark.tsx';
import { faultRange } from './fault.ts';
import classes from './mapping-field.module.css';
import { useDecidingField, usePreview } from './use-preview.ts';
import { ValuePreview } from './value-preview.tsx';

interface PathInputProps {
  id: string;
  mapping: PathMapping;
  label: string;
  field: Field;
  /** The new path, or undefined to leave it. */
  onDone: (path: string | undefined) => void;
}

/** A path as text, with what it gives as it stands; Enter takes it over, Escape leaves it. */
export function PathInput({ id, mapping, label, field, onDone }: PathInputProps) {
  const [draft, setDraft] = useState(mapping);
  const box = useRef<HTMLInputElement>(null);
  const deciding = useDecidingField(field);
  const text = draft.$path;
  const isPath = text.startsWith('$');
  const preview = usePreview(isPath ? draft : undefined, deciding);
  const failed = typeof preview === 'object' && !preview.ok;
  const position = failed ? preview.position : undefined;
  return (
    <>
      <FaultMark
        box={box}
        text={text}
        fault={position === undefined ? undefined : faultRange(text, position)}
      >
        <TextInput
          ref={box}
          value={text}
          aria-label={label}
          aria-describedby={failed ? `${id}-said` : undefined}
          autoFocus
          spellCheck={false}
          autoComplete="off"
          error={isPath ? null : 'A path starts with $, for example $.trigger.body.email.'}
          classNames={{ input: classes['code'] ?? '' }}
          onChange={(event) => setDraft({ ...mapping, $path: event.currentTarget.value })}
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
      {text === mapping.$path ? null : (
        <ValuePreview
          id={`${id}-said`}
          mapping={draft}
          preview={preview}
          label={label}
          field={deciding}
          noted={false}
          withTrials={false}
        />
      )}
    </>
  );
}
