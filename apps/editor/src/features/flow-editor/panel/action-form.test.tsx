import { MantineProvider } from '@mantine/core';
import {
  connectorInfoSchema,
  type ActionStep,
  type Field,
  type Step,
  type StepUpgrade,
} from '@millrace/model';
import { fireEvent, render, screen, waitFor } from '@testing-library/react';
import { QueryClientProvider } from '@tanstack/react-query';
import { useState } from 'react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createQueryClient } from '../../../api/query-client.ts';
import { EditorContext, type Editor } from '../editor-context.ts';
import { CONNECTIONS } from '../testing.ts';
import { ActionForm } from './action-form.tsx';

const MAILCHIMP = connectorInfoSchema.parse({
  id: 'mailchimp',
  name: 'Mailchimp',
  description: 'Mail.',
  icon: '<svg/>',
  color: '#241c15',
  connection: [{ key: 'api_key', label: 'API key', type: 'secret' }],
  actions: [
    {
      id: 'upsert-member',
      label: 'Add',
      description: 'Adds.',
      risk: 'deletes',
      input: [
        {
          key: 'list_id',
          label: 'Audience',
          type: 'choice',
          required: true,
          choices: { list: 'audiences' },
        },
        {
          key: 'merge_fields',
          label: 'Audience fields',
          type: 'object',
          fields: { shape: 'merge', with: { list: { $path: '$.input.list_id' } } },
        },
        { key: 'note', label: 'Note', type: 'string', group: 'About them' },
      ],
      sample: { input: {}, output: null },
    },
  ],
});

const FIELDS: Readonly<Record<string, Field[]>> = {
  a1: [{ key: 'FNAME', label: 'First name', type: 'string' }],
  b2: [{ key: 'CITY', label: 'City', type: 'string' }],
};

/** An account of two audiences, each with a field of its own. */
function serve() {
  vi.stubGlobal('fetch', (url: string, init: { body: string }) => {
    const { input } = JSON.parse(init.body) as { input: { list?: string } };
    const answer = url.includes('/shapes/')
      ? { fields: FIELDS[input.list ?? ''] ?? [] }
      : {
          items: [
            { value: 'a1', label: 'Customers' },
            { value: 'b2', label: 'Newsletter' },
          ],
        };
    return Promise.resolve(new Response(JSON.stringify(answer)));
  });
}

function open(change: Partial<ActionStep> = {}, offered: readonly StepUpgrade[] = []) {
  const edits: { step: ActionStep; about: string | undefined }[] = [];
  const first: ActionStep = {
    id: 'add',
    kind: 'action',
    action: 'mailchimp.upsert-member',
    connection: 'mailchimp',
    input: {},
    ...change,
  };
  function Page() {
    const [step, setStep] = useState(first);
    const editor = {
      catalogue: [MAILCHIMP],
      connections: CONNECTIONS,
      readOnly: false,
      upgrades: {
        of: (one: ActionStep) => offered.find(({ from }) => from === one.version),
        older: undefined,
      },
      actions: {
        replace: (next: Step, about?: string) => {
          edits.push({ step: next as ActionStep, about });
          setStep(next as ActionStep);
        },
      },
    } as unknown as Editor;
    return (
      <EditorContext value={editor}>
        <ActionForm step={step} />
      </EditorContext>
    );
  }
  render(
    <MantineProvider env="test">
      <QueryClientProvider client={createQueryClient()}>
        <Page />
      </QueryClientProvider>
    </MantineProvider>,
  );
  return { edits, step: () => edits.at(-1)?.step };
}

async function choose(audience: string): Promise<void> {
  fireEvent.click(screen.getByLabelText(/^Audience\b(?! fields)/));
  fireEvent.click(await screen.findByRole('option', { name: audience, hidden: true }));
}

const OFFER: StepUpgrade = {
  ...{ step: 'add', action: 'mailchimp.upsert-member', from: 1, to: 2, kind: 'breaking' },
  changes: [{ kind: 'breaking', text: 'The field "Old audience" is gone.' }],
  upgrades: [{ to: 2, id: 'upsert-member', move: { '/audience': '/list_id' }, note: 'Renamed.' }],
  info: {
    ...{ id: 'upsert-member', label: 'Add', description: 'Adds.', output: [] },
    input: [{ key: 'audience', label: 'Old audience', type: 'string' }],
    sample: { input: {}, output: null },
  },
};

afterEach(() => {
  vi.unstubAllGlobals();
});

describe('the form of an action with fields of the account', () => {
  it('keeps the fields that a choice brings, as one edit with it', async () => {
    serve();
    const { edits, step } = open();
    await choose('Customers');
    expect(await screen.findByLabelText('First name')).toBeDefined();
    await waitFor(() => expect(step()?.shape?.['merge_fields']?.fields).toEqual(FIELDS['a1']));
    expect(new Set(edits.map(({ about }) => about)).size).toBe(1);
  });

  it('gets the fields of another choice, and keeps what was filled in', async () => {
    serve();
    const at = '2026-11-21T08:00:00Z';
    const { step } = open({
      input: { list_id: 'a1', merge_fields: { FNAME: 'Ada' } },
      shape: { merge_fields: { at, fields: FIELDS['a1'] ?? [] } },
    });
    await waitFor(() => expect(screen.getByDisplayValue('Customers')).toBeDefined());
    await choose('Newsletter');
    expect(await screen.findByLabelText('City')).toBeDefined();
    expect(screen.getByDisplayValue('FNAME')).toBeDefined();
    await waitFor(() => expect(step()?.shape?.['merge_fields']?.fields).toEqual(FIELDS['b2']));
    expect(step()?.input).toEqual({ list_id: 'b2', merge_fields: { FNAME: 'Ada' } });
  });

  it('changes nothing by being looked at', async () => {
    serve();
    const { edits } = open({ input: { list_id: 'a1' } });
    expect(await screen.findByLabelText('First name')).toBeDefined();
    expect(edits).toEqual([]);
    fireEvent.change(screen.getByLabelText('First name'), { target: { value: 'Ada' } });
    expect(edits).toHaveLength(1);
    expect(edits[0]?.step.input['merge_fields']).toEqual({ FNAME: 'Ada' });
    expect(edits[0]?.step.shape?.['merge_fields']?.fields).toEqual(FIELDS['a1']);
  });

  it('says that the step deletes, and heads groups of fields', () => {
    serve();
    open();
    expect(screen.getByText(/This step deletes in Mailchimp/)).toBeDefined();
    expect(screen.getByRole('heading', { name: 'About them' })).toBeDefined();
  });

  it('of an older version shows the fields of that one, and offers the newest as one edit', async () => {
    serve();
    const { info } = OFFER;
    const { edits, step } = open({ version: 1, input: { audience: 'x' } }, [OFFER]);
    expect(
      screen.getAllByLabelText(new RegExp(info?.input[0]?.label ?? '')).length,
    ).toBeGreaterThan(0);
    expect(screen.getByText('The field "Old audience" is gone.')).toBeDefined();
    fireEvent.click(screen.getByRole('button', { name: 'Update step' }));
    expect(edits).toHaveLength(1);
    expect(step()).toMatchObject({ version: 2, input: { list_id: 'x' } });
    await waitFor(() => expect(screen.queryByText('Update step')).toBeNull());
  });
});
