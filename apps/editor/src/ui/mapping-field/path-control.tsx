import { CloseButton, TextInput, Tooltip, UnstyledButton, VisuallyHidden } from '@mantine/core';
import { isPathMapping } from '@millrace/model';
import { IconRoute } from '@tabler/icons-react';
import { Fragment, useState } from 'react';
import type { ControlProps } from './mapping-field.tsx';
import classes from './mapping-field.module.css';
import { crumbs } from './path-text.ts';

/** A value picked from the data, shown by where it comes from; clicking it edits the path. */
export function PathControl(props: ControlProps) {
  const [editing, setEditing] = useState(false);
  const { value, field } = props;
  if (!isPathMapping(value)) return null;
  if (editing) {
    return (
      <PathInput
        path={value.$path}
        label={`Path of ${field.label}`}
        onDone={(path) => {
          setEditing(false);
          if (path !== undefined && path !== value.$path) props.onChange({ ...value, $path: path });
        }}
      />
    );
  }
  const parts = crumbs(value.$path);
  return (
    <div
      className={`${classes['chip'] ?? ''} ${props.aimed ? (classes['aimed'] ?? '') : ''}`}
      data-invalid={props.invalid || undefined}
    >
      <Tooltip label={value.$path} openDelay={500}>
        <UnstyledButton
          id={props.id}
          className={classes['chipPath'] ?? ''}
          onFocus={props.onFocus}
          onClick={() => setEditing(true)}
        >
          <IconRoute size={14} aria-hidden className={classes['chipIcon']} />
          <VisuallyHidden>{field.label}, picked value:</VisuallyHidden>
          {parts.map((part, at) => (
            <Fragment key={`${at} ${part}`}>
              {at === 0 ? null : <span className={classes['chipArrow']}>›</span>}
              <span className={at === parts.length - 1 ? classes['chipLast'] : classes['chipPart']}>
                {part}
              </span>
            </Fragment>
          ))}
        </UnstyledButton>
      </Tooltip>
      <CloseButton
        size="sm"
        aria-label={`Clear ${field.label}`}
        onFocus={props.onFocus}
        onClick={() => props.onChange(undefined)}
      />
    </div>
  );
}

interface PathInputProps {
  path: string;
  label: string;
  /** The new path, or undefined to leave it. */
  onDone: (path: string | undefined) => void;
}

function PathInput({ path, label, onDone }: PathInputProps) {
  const [text, setText] = useState(path);
  const isPath = text.startsWith('$');
  return (
    <TextInput
      value={text}
      aria-label={label}
      autoFocus
      spellCheck={false}
      autoComplete="off"
      error={isPath ? null : 'A path starts with $, for example $.trigger.body.email.'}
      classNames={{ input: classes['code'] ?? '' }}
      onChange={(event) => setText(event.currentTarget.value)}
      onBlur={() => onDone(isPath ? text : undefined)}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && isPath) onDone(text);
        if (event.key === 'Escape') {
          event.stopPropagation();
          onDone(undefined);
        }
      }}
    />
  );
}
