import { MantineProvider } from '@mantine/core';
import type { Field, KeptShape, Mapping } from '@millrace/model';
import { fireEvent, render, screen, waitFor } from '@testing-library/react';
import { QueryClientProvider } from '@tanstack/react-query';
import { useState } from 'react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createQueryClient } from '../../api/query-client.ts';
import { AccountContext, type Account } from './account.ts';
import { MappingField } from './mapping-field.tsx';
import { MappingScopeProvider, useMappingScope } from './mapping-scope.tsx';

const AUDIENCE: Field = {
  key: 'list_id',
  label: 'Audience',
  type: 'choice',
  required: true,
  choices: { list: 'audiences', paste: 'audiences/([a-z0-9]+)' },
};
const STAGE: Field = {
  key: 'stage',
  label: 'Stage',
  type: 'choice',
  choices: { list: 'stages', with: { list: { $path: '$.input.list_id' } } },
};
const MERGE: Field = {
  key: 'merge_fields',
  label: 'Audience fields',
  type: 'object',
  fields: { shape: 'merge', with: { list: { $path: '$.input.list_id' } } },
};
const FNAME: Field = { key: 'FNAME', label: 'First name', type: 'string' };
const BIRTHDAY: Field = { key: 'BIRTHDAY', label: 'Birthday', type: 'string' };

interface Call {
  path: string;
  body: unknown;
}

/** A server that answers by the path of a call; what is asked is noted. */
function serve(answers: Record<string, (body: Record<string, unknown>) => object>) {
  const calls: Call[] = [];
  vi.stubGlobal('fetch', (url: string, init: { body: string }) => {
    const path = url.replace('/api/v1/connections/c1/', '');
    const body = JSON.parse(init.body) as Record<string, unknown>;
    calls.push({ path, body });
    const answer = answers[path]?.(body) ?? {};
    const status = 'status' in answer ? Number(answer.status) : 200;
    return Promise.resolve(new Response(JSON.stringify(answer), { status }));
  });
  return calls;
}

const audiences = () => ({
  items: [
    { value: 'a1', label: 'Customers', note: '1,204 contacts' },
    { value: 'b2', label: 'Newsletter', group: 'Old' },
  ],
});
const refused = () => ({
  type: 'about:blank',
  title: 'Unauthorized',
  status: 401,
  code: 'CALL_UNAUTHORIZED',
  detail: 'Mailchimp refused the key.',
  hint: 'Connect the account again.',
  id: 'e1',
});

interface Shown {
  field: Field;
  first?: Mapping;
  input?: Record<string, Mapping>;
  kept?: Record<string, KeptShape>;
  connection?: string | undefined;
}

function open({ field, first, input = {}, kept = {}, connection = 'c1' }: Shown) {
  const seen: { value: Mapping | undefined; kept: string[] } = { value: first, kept: [] };
  function Form() {
    const [value, setValue] = useState<Mapping | undefined>(first);
    const [given, setGiven] = useState(input);
    const account: Account = {
      application: 'Mailchimp',
      connection: connection === '' ? undefined : connection,
      blocked: undefined,
      input: given,
      fields: [AUDIENCE, STAGE, MERGE],
      kept,
      keep: (key, fields) => seen.kept.push(`${key}: ${fields.map((one) => one.key).join()}`),
      keepWithEdit: (key, fields) =>
        seen.kept.push(`${key} with edit: ${fields.map((one) => one.key).join()}`),
      keepAwaited: () => undefined,
    };
    return (
      <AccountContext value={account}>
        <MappingField
          field={field}
          value={value}
          onChange={(next) => {
            seen.value = next;
            setValue(next);
          }}
        />
        <button onClick={() => setGiven({ list_id: 'b2' })}>other audience</button>
        <Pick />
      </AccountContext>
    );
  }
  render(
    <MantineProvider env="test">
      <QueryClientProvider client={createQueryClient()}>
        <MappingScopeProvider data={{}}>
          <Form />
        </MappingScopeProvider>
      </QueryClientProvider>
    </MantineProvider>,
  );
  return { seen };
}

function Pick() {
  const { target } = useMappingScope();
  return <button onClick={() => target?.insert('$.trigger.body.list')}>pick</button>;
}

afterEach(() => {
  vi.unstubAllGlobals();
});

function look(text: string): void {
  fireEvent.change(screen.getByLabelText(/^(Audience|Stage)/), { target: { value: text } });
}

describe('a field whose choices the account defines', () => {
  it('asks only when it is opened, and stores the id of what is chosen', async () => {
    const calls = serve({ 'lists/audiences': audiences });
    const { seen } = open({ field: AUDIENCE });
    expect(calls).toEqual([]);
    fireEvent.click(screen.getByLabelText(/^Audience/));
    fireEvent.click(await screen.findByText('Customers'));
    expect(seen.value).toBe('a1');
    expect(screen.getByLabelText(/^Audience/)).toHaveProperty('value', 'Customers');
    expect(calls).toEqual([{ path: 'lists/audiences', body: { input: {} } }]);
  });

  it('shows the note beside a choice and how many there are', async () => {
    serve({ 'lists/audiences': audiences });
    open({ field: AUDIENCE });
    fireEvent.click(screen.getByLabelText(/^Audience/));
    expect(await screen.findByText('1,204 contacts')).toBeDefined();
    expect(screen.getByText('Old')).toBeDefined();
    expect(screen.getByText(/^2 of 2 in Mailchimp, read/)).toBeDefined();
  });

  it('shows the name of an id that is stored, and an unknown id as itself', async () => {
    serve({ 'lists/audiences': audiences });
    open({ field: AUDIENCE, first: 'b2' });
    await waitFor(() =>
      expect(screen.getByLabelText(/^Audience/)).toHaveProperty('value', 'Newsletter'),
    );
  });

  it('keeps an id that is not in the list, and says so', async () => {
    serve({ 'lists/audiences': audiences });
    const { seen } = open({ field: AUDIENCE, first: 'gone9' });
    expect(screen.getByLabelText(/^Audience/)).toHaveProperty('value', 'gone9');
    expect(await screen.findByText(/“gone9” is not in the list/)).toBeDefined();
    expect(seen.value).toBe('gone9');
  });

  it('takes an id that was typed, or the one in a pasted address', async () => {
    serve({ 'lists/audiences': audiences });
    const { seen } = open({ field: AUDIENCE });
    look('https://us1.admin.mailchimp.com/audiences/zz9');
    fireEvent.click(await screen.findByText('zz9'));
    expect(seen.value).toBe('zz9');
  });

  it('takes a value from the data instead', () => {
    serve({ 'lists/audiences': audiences });
    const { seen } = open({ field: AUDIENCE, first: 'a1' });
    fireEvent.focus(screen.getByLabelText(/^Audience/));
    fireEvent.click(screen.getByText('pick'));
    expect(seen.value).toEqual({ $path: '$.trigger.body.list' });
  });

  it('asks the application for what is not among the first choices', async () => {
    const calls = serve({
      'lists/audiences': ({ search }) =>
        search === 'press' ? { items: [{ value: 'p1', label: 'Press people' }] } : audiences(),
    });
    open({ field: AUDIENCE });
    fireEvent.click(screen.getByLabelText(/^Audience/));
    await screen.findByText('Customers');
    look('press');
    expect(await screen.findByText('Press people')).toBeDefined();
    expect(calls.at(-1)?.body).toEqual({ input: {}, search: 'press' });
  });

  it('says in place why there is no list, and tries again', async () => {
    let works = false;
    serve({ 'lists/audiences': () => (works ? audiences() : refused()) });
    open({ field: AUDIENCE });
    fireEvent.click(screen.getByLabelText(/^Audience/));
    expect(await screen.findByText('Mailchimp refused the key.')).toBeDefined();
    works = true;
    fireEvent.click(screen.getByText('Try again'));
    expect(await screen.findByText('Customers')).toBeDefined();
  });

  it('says what to do where the account has nothing to choose from', async () => {
    serve({ 'lists/audiences': () => ({ items: [] }) });
    open({ field: AUDIENCE });
    fireEvent.click(screen.getByLabelText(/^Audience/));
    expect(await screen.findByText(/Add one in Mailchimp/)).toBeDefined();
  });

  it('asks for a connection first, and still takes a typed id', () => {
    const { seen } = open({ field: AUDIENCE, connection: '' });
    fireEvent.click(screen.getByLabelText(/^Audience/));
    expect(screen.getByText('Choose a connection first.')).toBeDefined();
    look('x7');
    fireEvent.blur(screen.getByLabelText(/^Audience/));
    expect(seen.value).toBe('x7');
  });

  it('waits for the input it depends on', () => {
    const calls = serve({});
    open({ field: STAGE });
    fireEvent.click(screen.getByLabelText('Stage'));
    expect(screen.getByText(/Choose “Audience” first/)).toBeDefined();
    expect(calls).toEqual([]);
  });

  it('keeps its value when that input changes, unchecked until it is found again', async () => {
    const calls = serve({
      'lists/stages': ({ input }) => ({
        items:
          JSON.stringify(input) === '{"list":"a1"}'
            ? [{ value: 's1', label: 'New' }]
            : [{ value: 's2', label: 'Won' }],
      }),
    });
    const { seen } = open({ field: STAGE, first: 's1', input: { list_id: 'a1' } });
    await waitFor(() => expect(screen.getByLabelText('Stage')).toHaveProperty('value', 'New'));
    fireEvent.click(screen.getByText('other audience'));
    expect(await screen.findByText(/“s1” is not in the list/)).toBeDefined();
    expect(seen.value).toBe('s1');
    expect(calls.map(({ body }) => body)).toEqual([
      { input: { list: 'a1' } },
      { input: { list: 'b2' } },
    ]);
  });
});

describe('an object whose members the account defines', () => {
  const input = { list_id: 'a1' };
  const shape = () => ({ fields: [FNAME, BIRTHDAY] });

  it('shows them as fields, and keeps them with the first edit', async () => {
    serve({ 'shapes/merge': shape });
    const { seen } = open({ field: MERGE, input });
    fireEvent.change(await screen.findByLabelText('First name'), { target: { value: 'Ada' } });
    expect(seen.value).toEqual({ FNAME: 'Ada' });
    expect(seen.kept).toEqual(['merge_fields with edit: FNAME,BIRTHDAY']);
  });

  it('shows what the step keeps without asking anybody', () => {
    const calls = serve({ 'shapes/merge': shape });
    const kept = { merge_fields: { at: '2026-11-21T08:00:00Z', fields: [FNAME] } };
    open({ field: MERGE, input, kept });
    expect(screen.getByLabelText('First name')).toBeDefined();
    expect(calls).toEqual([]);
  });

  it('reads them again when asked, and says what is new', async () => {
    serve({ 'shapes/merge': shape });
    const kept = { merge_fields: { at: '2026-11-21T08:00:00Z', fields: [FNAME] } };
    const { seen } = open({ field: MERGE, input, kept });
    fireEvent.click(screen.getByText('Refresh fields'));
    expect(await screen.findByText(/New: Birthday\./)).toBeDefined();
    expect(seen.kept).toEqual(['merge_fields: FNAME,BIRTHDAY']);
  });

  it('leaves members that are not among them, until somebody removes them', async () => {
    serve({ 'shapes/merge': shape });
    const { seen } = open({ field: MERGE, input, first: { OLD: 'x', FNAME: 'Ada' } });
    expect(await screen.findByText(/Not among the fields of Mailchimp/)).toBeDefined();
    fireEvent.click(screen.getByLabelText('Remove OLD'));
    expect(seen.value).toEqual({ FNAME: 'Ada' });
  });

  it('takes a member by its name when the account cannot be asked', async () => {
    serve({ 'shapes/merge': refused });
    const { seen } = open({ field: MERGE, input });
    expect(await screen.findByText('Mailchimp refused the key.')).toBeDefined();
    fireEvent.click(screen.getByText('Add a field by its name'));
    const box = await screen.findByLabelText('Add a field to Audience fields');
    fireEvent.change(box, { target: { value: 'PHONE' } });
    fireEvent.click(await screen.findByText('Add “PHONE” by its name'));
    expect(seen.value).toEqual({ PHONE: '' });
  });

  it('draws few of many fields, and the others when they are wanted', async () => {
    const fields = Array.from({ length: 40 }, (_, at) => ({
      ...FNAME,
      key: `F${at}`,
      label: `Field ${at}`,
    }));
    serve({ 'shapes/merge': () => ({ fields }) });
    open({ field: MERGE, input, first: { F30: 'x' } });
    expect(await screen.findByLabelText('Field 30')).toBeDefined();
    expect(screen.queryByLabelText('Field 20')).toBeNull();
    fireEvent.click(screen.getByText('Add a field (33 more)'));
    fireEvent.click(await screen.findByText('Field 20'));
    expect(screen.getByLabelText('Field 20')).toBeDefined();
  });
});
