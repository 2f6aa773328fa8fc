import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { useEditor } from '../editor-context.ts';
import classes from '../flow-editor.module.css';

/** The name of the flow, edited in place. An empty name is not taken over. */
export function FlowName() {
  const { draft, readOnly } = useEditor();
  const { document } = draft;
  const [typed, setTyped] = useState<string>();
  return (
    <TextInput
      aria-label="Name of the flow"
      variant="unstyled"
      readOnly={readOnly}
      maxLength={120}
      value={typed ?? document.name}
      autoComplete="off"
      classNames={{ root: classes.name ?? '', input: classes.nameInput ?? '' }}
      style={{
        width: `${Math.min(38, Math.max(12, (typed ?? document.name).length * 1.15 + 3))}ch`,
      }}
      onChange={(event) => {
        const name = event.currentTarget.value;
        setTyped(name);
        if (name.trim() !== '') draft.edit({ ...document, name: name.trim() }, 'name of the flow');
      }}
      onBlur={() => setTyped(undefined)}
      onKeyDown={(event) => {
        if (event.key === 'Enter') event.currentTarget.blur();
      }}
    />
  );
}
