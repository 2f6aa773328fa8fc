import { MantineProvider } from '@mantine/core';
import { render, screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { EditorContext, type Editor } from '../editor-context.ts';
import { HookUrl } from './hook-url.tsx';

function show(url: string | null): void {
  const editor = { flow: { hook_url: url } } as unknown as Editor;
  render(
    <MantineProvider env="test">
      <EditorContext value={editor}>
        <HookUrl />
      </EditorContext>
    </MantineProvider>,
  );
}

describe('the trigger URL', () => {
  it('is shown to editors, to be copied', () => {
    show('http://localhost/hooks/x');
    expect(screen.getByLabelText('Trigger URL').textContent).toBe('http://localhost/hooks/x');
    expect(screen.getByRole('button', { name: 'Copy trigger URL' })).toBeDefined();
  });

  it('is replaced for viewers by who sees it and why, with nothing to copy', () => {
    show(null);
    expect(screen.getByLabelText('Trigger URL').textContent).toBe(
      'Editors see the address: whoever has it can start runs.',
    );
    expect(screen.queryByRole('button')).toBeNull();
  });
});
