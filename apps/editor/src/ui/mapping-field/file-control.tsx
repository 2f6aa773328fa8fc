import { UnstyledButton } from '@mantine/core';
import { IconFile } from '@tabler/icons-react';
import type { ControlProps } from './mapping-field.tsx';
import classes from './mapping-field.module.css';

/** A file comes from the data: of the event, or of a step before. */
export function FileControl(props: ControlProps) {
  return (
    <UnstyledButton
      id={props.id}
      className={`${classes['file'] ?? ''} ${props.aimed ? (classes['aimed'] ?? '') : ''}`}
      aria-label={props.ariaLabel}
      aria-describedby={props.describedBy}
      onFocus={props.onFocus}
      onClick={props.onFocus}
    >
      <IconFile size={16} aria-hidden />
      {props.aimed ? 'Now choose the file in the data' : 'Choose a file from the data'}
    </UnstyledButton>
  );
}
