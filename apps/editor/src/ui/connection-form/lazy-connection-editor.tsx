import { Skeleton } from '@mantine/core';
import { lazy, Suspense } from 'react';
import type { ConnectionEditorProps } from './connection-editor.tsx';

const Editor = lazy(async () => ({
  default: (await import('./connection-editor.tsx')).ConnectionEditor,
}));

/** The same for pages that do without mappings until somebody opens it: those are 130 kB. */
export function LazyConnectionEditor(props: ConnectionEditorProps) {
  return (
    <Suspense fallback={<Skeleton height={240} />}>
      <Editor {...props} />
    </Suspense>
  );
}
