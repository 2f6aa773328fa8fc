import type { ReactNode } from 'react';
import { useEditor } from '../editor-context.ts';
import classes from '../flow-editor.module.css';

/** The fields of the open place; they cannot be used where the flow is only shown. */
export function Fields({ children }: { children: ReactNode }) {
  const { readOnly } = useEditor();
  return (
    <fieldset disabled={readOnly} className={classes.fields}>
      {children}
    </fieldset>
  );
}
