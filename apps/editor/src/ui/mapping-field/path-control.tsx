import { CloseButton, Tooltip, UnstyledButton, VisuallyHidden } from '@mantine/core';
import { isPathMapping } from '@millrace/model';
import { IconRoute } from '@tabler/icons-react';
import { Fragment, useState } from 'react';
import { faultyCrumb } from './fault.ts';
import type { ControlProps } from './mapping-field.tsx';
import classes from './mapping-field.module.css';
import { PathInput } from './path-input.tsx';
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
        describedBy={props.describedBy}
        fault={props.fault}
        onDraft={(path) =>
          props.onDraft(path === undefined ? undefined : { ...value, $path: path })
        }
        onDone={(path) => {
          setEditing(false);
          props.onDraft(undefined);
          if (path !== undefined && path !== value.$path) props.onChange({ ...value, $path: path });
        }}
      />
    );
  }
  const parts = crumbs(value.$path);
  const wrong = props.fault === undefined ? undefined : faultyCrumb(value.$path, props.fault.start);
  return (
    <div
      className={`${classes['chip'] ?? ''} ${props.aimed ? (classes['aimed'] ?? '') : ''}`}
      data-invalid={props.invalid || undefined}
    >
      <Tooltip label={value.$path} openDelay={500}>
        <UnstyledButton
          id={props.id}
          className={classes['chipPath'] ?? ''}
          aria-describedby={props.describedBy}
          onFocus={props.onFocus}
          onClick={() => setEditing(true)}
        >
          <IconRoute size={14} aria-hidden className={classes['chipIcon']} />
          <VisuallyHidden>{field.label}, picked value:</VisuallyHidden>
          {parts.map((part, at) => (
            <Fragment key={`${at} ${part}`}>
              {at === 0 ? null : <span className={classes['chipArrow']}>›</span>}
              <span className={at === parts.length - 1 ? classes['chipLast'] : classes['chipPart']}>
                {at === wrong ? <span className={classes['crumbWrong']}>{part}</span> : part}
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
