import { MantineProvider } from '@mantine/core';
import { findStep, replaceStep, type FlowDocument, type Step } from '@millrace/model';
import { fireEvent, render, screen } from '@testing-library/react';
import { useState } from 'react';
import { describe, expect, it } from 'vitest';
import { EditorContext, type Editor } from '../editor-context.ts';
import { CATALOGUE, nestedFlow } from '../testing.ts';
import { FailureSection } from './failure-section.tsx';
import { MoreForm } from './more-forms.tsx';

/** The form of one step of the nested flow, and the document as it stands after edits. */
function open(id: string, change: Partial<Step> = {}) {
  let document: FlowDocument = nestedFlow();
  function Page() {
    const [step, setStep] = useState(() => ({ ...findStep(document, id), ...change }) as Step);
    const editor = {
      catalogue: CATALOGUE,
      checks: [],
      sample: { trigger: undefined },
      actions: {
        replace: (next: Step) => {
          document = replaceStep(document, id, next);
          setStep(next);
        },
      },
    } as unknown as Editor;
    return (
      <EditorContext value={editor}>
        {step.kind === 'action' ? (
          <FailureSection step={step} />
        ) : (
          <MoreForm step={step as never} />
        )}
      </EditorContext>
    );
  }
  render(
    <MantineProvider env="test">
      <Page />
    </MantineProvider>,
  );
  return () => findStep(document, id);
}

const press = (name: string) => fireEvent.click(screen.getByRole('button', { name }));

describe('the form of a branch', () => {
  it('names, adds and reorders paths', () => {
    const step = open('size');
    fireEvent.change(screen.getByDisplayValue('big order'), { target: { value: 'huge order' } });
    press('Add path');
    expect(step()).toMatchObject({
      paths: [{ name: 'huge order' }, { name: 'small order' }, { name: 'path 3' }],
    });
    press('Try this path earlier');
    expect(step()).toMatchObject({
      paths: [{ name: 'huge order' }, { name: 'path 3' }, { name: 'small order' }],
    });
  });

  it('asks before a path goes that has steps in it', async () => {
    const step = open('size');
    press('Remove this path');
    expect(await screen.findByText(/2 steps in this path will be gone/)).toBeTruthy();
    expect(step()).toMatchObject({ paths: [{ name: 'big order' }, { name: 'small order' }] });
    press('Remove');
    expect(step()).toMatchObject({ paths: [{ name: 'small order' }] });
  });
});

describe('the other forms', () => {
  it('end a run as failed', () => {
    const step = open('enough');
    fireEvent.click(screen.getByRole('radio', { name: 'It failed' }));
    expect(step()).toMatchObject({ kind: 'stop', as: 'failed', message: 'Too small.' });
  });

  it('set how many items a loop takes at a time', () => {
    const step = open('lines');
    fireEvent.change(screen.getByLabelText('Items at a time'), { target: { value: '7' } });
    expect(step()).toMatchObject({ kind: 'for-each', concurrency: 7 });
  });
});

describe('what happens if an action fails', () => {
  it('is as usual until someone changes it, and again when taken back', () => {
    const step = open('mail');
    expect(screen.getByText(/As usual: up to 8 more times/)).toBeTruthy();
    fireEvent.change(screen.getByLabelText('Times'), { target: { value: '3' } });
    expect(step()).toMatchObject({
      retry: { times: 3, backoff: 'exponential', first: '5s', max: '1h' },
    });
    press('As usual again');
    expect(step()).toMatchObject({ retry: undefined });
  });

  it('offers no retry for what must never be repeated', () => {
    const step = open('mail');
    fireEvent.click(screen.getByRole('radio', { name: /^Never repeat/ }));
    expect(step()).toMatchObject({ on_error: 'never_repeat' });
    expect(screen.queryByRole('switch', { name: /^Try again/ })).toBeNull();
  });
});
