import { AppError, manifestSchema, sliceSchema, type Manifest } from '@millrace/model';
import { describe, expect, it } from 'vitest';
import { connectorOf } from '../interpreter/manifest-connector.ts';
import { compareActions } from './compare.ts';
import { pinnedAction } from './pinned-action.ts';
import { hashOfSlice, sliceOf, withSlice } from './slice.ts';

const FIELD = { key: 'board', label: 'Board', type: 'choice', choices: { list: 'boards' } };
const PLAIN = { key: 'text', label: 'Text', type: 'string', required: true };

function manifest(change: object = {}, action: object = {}): Manifest {
  return manifestSchema.parse({
    ...{ millrace_connector: 2, id: 'board', version: 1, name: 'Board', description: 'Boards.' },
    ...{ website: 'https://example.com', docs: 'https://example.com', categories: ['Test'] },
    ...{ color: '#336699', icon: { letters: 'B' } },
    servers: { api: 'https://{region}.example.com/v1', files: 'https://files.example.com' },
    connection: [{ key: 'region', label: 'Region', type: 'string', required: true }],
    auth: { open: { kind: 'keys', label: 'Open' } },
    answers: [{ status: [400], is: 'limited' }],
    lists: {
      boards: list('/boards'),
      unused: list('/unused'),
    },
    actions: {
      add: {
        ...{ label: 'Add', description: 'Adds a card.', risk: 'writes', input: [PLAIN, FIELD] },
        request: { method: 'POST', path: '/cards', body: { text: { $path: '$.input.text' } } },
        ...{ output: {}, repeat: { by: 'nature' }, sample: { input: { text: 'a' }, output: {} } },
        ...action,
      },
      other: {
        ...{ label: 'Other', description: 'Another.', risk: 'reads', input: [] },
        request: { path: '/other' },
        ...{ output: {}, repeat: { by: 'nature' }, sample: { input: {}, output: {} } },
      },
    },
    ...change,
  });
}

const list = (path: string) => ({
  request: { path },
  items: '$.answer.body',
  value: { $path: '$.item.id' },
  label: { $path: '$.item.name' },
});

function slice(document = manifest()) {
  const cut = sliceOf(document, 'action', 'add');
  if (cut?.kind !== 'action') throw new Error('no slice');
  return cut;
}

describe('a slice', () => {
  it('holds what its action refers to, and nothing else of the connector', () => {
    expect(slice()).toEqual({
      ...{ kind: 'action', connector: 'board', id: 'add' },
      action: manifest().actions?.['add'],
      servers: { api: 'https://{region}.example.com/v1' },
      answers: [{ status: [400], is: 'limited' }],
      lists: { boards: manifest().lists?.['boards'] },
    });
  });

  it('has the same name whatever the order of its keys, and after a database', () => {
    const { action, ...rest } = slice();
    const stored = sliceSchema.parse(JSON.parse(JSON.stringify({ action, ...rest })));
    expect(hashOfSlice(stored)).toBe(hashOfSlice(slice()));
    expect(hashOfSlice({ ...rest, action: { ...action, label: 'New' } })).not.toBe(
      hashOfSlice(slice()),
    );
  });

  it('is the same while something else of its connector changes', () => {
    const later = manifest({ version: 2, lists: { boards: list('/boards') }, name: 'Boards' });
    expect(hashOfSlice(slice(later))).toBe(hashOfSlice(slice()));
  });

  it('is under the limits of now that hold for it in the whole connector', () => {
    const calls = [{ count: 1, in: '1s' }];
    const other = {
      ...manifest().actions?.['other'],
      request: { path: '/other', limit: { use: ['slow'] } },
    };
    const add = { request: { path: '/cards', limit: { use: ['cards', 'gone'] } } };
    const limits = { all: { calls }, slow: { calls }, cards: { calls } };
    const live = manifest({ limits, actions: { other } });
    const held = withSlice(live, slice(manifest({}, add))).limits;
    expect(held).toEqual({ all: { calls }, cards: { calls } });
    expect(withSlice(live, slice()).limits).toEqual({ all: { calls }, cards: { calls } });
    expect(withSlice(manifest(), slice()).limits).toBeUndefined();
  });

  it('runs with the requests it was kept with, and the accounts of now', () => {
    const live = manifest({ actions: {}, auth: { key: { kind: 'keys', label: 'Key' } } });
    const document = withSlice(live, slice());
    expect(document.auth).toBe(live.auth);
    expect(document.actions?.['add']).toEqual(manifest().actions?.['add']);
    expect(pinnedAction(connectorOf(live), slice()).label).toBe('Add');
  });

  it('is refused by name when the connector has left its host', () => {
    const live = manifest({ servers: { api: 'https://api.example.com/v1' } });
    expect(() => withSlice(live, slice())).toThrow(AppError);
    expect(() => withSlice(live, slice())).toThrow('{region}.example.com');
    const allowed = manifest({ servers: { api: 'https://{region}.example.com/v2' } });
    expect(() => withSlice(allowed, slice())).not.toThrow();
  });
});

describe('what a newer form of an action changes', () => {
  const changes = (action: object, change: object = {}) =>
    compareActions(slice(), slice(manifest(change, action))).map(({ kind, text }) => [kind, text]);

  it.each<[string, object, [string, string][]]>([
    ['nothing', {}, []],
    ['a label', { label: 'Add a card' }, [['quiet', 'Its texts changed.']]],
    [
      'a field that may be left out',
      { input: [PLAIN, FIELD, { key: 'note', label: 'Note', type: 'text' }] },
      [['additive', 'There is a new field "Note".']],
    ],
    [
      'a field that must be filled in',
      { input: [PLAIN, FIELD, { key: 'note', label: 'Note', type: 'text', required: true }] },
      [['breaking', 'The new field "Note" has to be filled in.']],
    ],
    ['a field less', { input: [PLAIN] }, [['breaking', 'The field "Board" is gone.']]],
    [
      'another type',
      { input: [{ ...PLAIN, type: 'number' }, FIELD] },
      [['breaking', '"Text" takes number instead of string.']],
    ],
    [
      'another request',
      { request: { method: 'POST', path: '/v2/cards' } },
      [['additive', 'The calls it makes changed.']],
    ],
  ])('%s', (_, action, expected) => {
    expect(changes(action)).toEqual(expected);
  });

  it('an address of the connector', () => {
    const servers = { api: 'https://{region}.example.com/v2' };
    expect(changes({}, { servers })).toEqual([['additive', 'The calls it makes changed.']]);
  });

  it('choices that went and came', () => {
    const choice = (...values: string[]) => ({
      ...{ key: 'size', label: 'Size', type: 'choice' },
      choices: values.map((value) => ({ value, label: value.toUpperCase() })),
    });
    const before = slice(manifest({}, { input: [choice('s', 'm')] }));
    const after = slice(manifest({}, { input: [choice('m', 'l')] }));
    expect(compareActions(before, after).map(({ text }) => text)).toEqual([
      '"Size" no longer offers S.',
      '"Size" also offers L.',
    ]);
  });
});
