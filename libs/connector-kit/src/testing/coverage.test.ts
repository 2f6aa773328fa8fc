import { describe, expect, it } from 'vitest';
import type { ConnectorCase, Manifest } from '@millrace/model';
import { Coverage } from './coverage.ts';
import { runCase } from './run-case.ts';
import { ADD, smallManifest } from './small-manifest.ts';

async function gaps(manifest: Manifest, ...cases: ConnectorCase[]): Promise<string[]> {
  const coverage = new Coverage(manifest);
  for (const one of cases) expect(await runCase(manifest, one, coverage)).toEqual([]);
  return coverage.gaps().map(({ path, message }) => `${path}: ${message}`);
}

const url = 'https://api.example.com/books/b1/pages';
const call = (status: number, body: object = {}, headers?: Record<string, string>) => ({
  sent: { method: 'POST', url },
  answer: { status, body: { ...body }, ...(headers === undefined ? {} : { headers }) },
});
const about = {
  ...{ action: 'add', connection: { api_key: 'key-of-the-case' }, input: { book: 'b1' } },
};
const good: ConnectorCase = { name: 'Good', ...about, calls: [call(200)], output: {} };
const refused = (status: number, body: object, code = 'CALL_REJECTED'): ConnectorCase => ({
  ...{ name: 'Refused', ...about, calls: [call(status, body)], error: { code } },
});

describe('what cases reach of a manifest', () => {
  it('is nothing without cases, and all of a plain request with one', async () => {
    const manifest = smallManifest();
    expect(await gaps(manifest)).toEqual(['/actions/add/request: No case sends this request.']);
    expect(await gaps(manifest, good)).toEqual([]);
  });

  it('tells a rule that no answer meets from one that another takes over', async () => {
    const answers = [
      { status: [409], is: 'away' },
      { status: ['4xx'], is: 'rejected', text: [{ $path: '$.answer.body.error' }] },
      { status: [409], is: 'limited', hint: 'Wait.' },
    ];
    const manifest = smallManifest({ answers });
    const busy = refused(409, {}, 'CALL_UNAVAILABLE');
    expect(await gaps(manifest, good, busy)).toEqual([
      '/answers/1/is: A rule before it decides in every case.',
      '/answers/1/text/0: No case tells this text.',
      '/answers/2/is: A rule before it decides in every case.',
    ]);
    expect(await gaps(manifest, good, busy, refused(404, { error: 'gone' }))).toEqual([
      '/answers/2/is: A rule before it decides in every case.',
    ]);
  });

  it('wants a case for each kind of a table, and one for a code that is not in it', async () => {
    const kinds = { busy: 'away', slow: 'away', 'no/key': 'unauthorized' };
    const table = { at: { $path: '$.answer.body.code' }, kinds, otherwise: 'rejected' };
    const manifest = smallManifest({ answers: [{ table }] });
    expect(await gaps(manifest, good, refused(500, { code: 'slow' }, 'CALL_UNAVAILABLE'))).toEqual([
      '/answers/0/table/kinds/no~1key: No case ends as this entry says.',
      '/answers/0/table/otherwise: No case has a code that is not in the table.',
    ]);
    const key = refused(403, { code: 'no/key' }, 'CALL_UNAUTHORIZED');
    const busy = refused(500, { code: 'busy' }, 'CALL_UNAVAILABLE');
    expect(await gaps(manifest, good, key, busy, refused(400, { code: 'x' }))).toEqual([]);
  });

  it('wants each condition of a step to hold and not to hold, and an item of each', async () => {
    const steps = [
      { id: 'make', method: 'POST', path: '/books/{book}/pages', body: {} },
      {
        ...{ id: 'tag', method: 'POST', path: '/books/{book}/pages', body: {} },
        when: { left: { $path: '$.input.text' }, op: 'exists' },
        each: { of: { $path: '$.steps.make.body.tags' } },
      },
    ];
    const manifest = smallManifest({}, { request: undefined, steps });
    expect(await gaps(manifest, good)).toEqual([
      '/actions/add/steps/1: No case sends this request.',
      '/actions/add/steps/1/when: In no case does this hold.',
      '/actions/add/steps/1/each: No case has an item here.',
    ]);
    const input = { book: 'b1', text: 'Hello' };
    const calls = [call(200, { tags: ['a'] }), call(200)];
    const tagged: ConnectorCase = { ...good, input, calls, output: [{}] };
    expect(await gaps(manifest, good, tagged)).toEqual([]);
  });

  it('wants a second page of what has pages', async () => {
    const request = { ...ADD.request, pages: { items: '$.answer.body.items', next: 'link' } };
    const manifest = smallManifest({}, { request });
    const page = { items: [1] };
    const one: ConnectorCase = { ...good, calls: [call(200, page)], output: [1] };
    expect(await gaps(manifest, one)).toEqual([
      '/actions/add/request/pages: No case has a second page.',
    ]);
    const calls = [call(200, page, { Link: `<${url}>; rel="next"` }), call(200, page)];
    expect(await gaps(manifest, { ...good, calls, output: [1, 1] })).toEqual([]);
  });

  it('wants a value of each kind of field that an account defines, read and sent', async () => {
    const shape = {
      request: { path: '/fields' },
      field: { key: { $path: '$.item.id' }, label: { $path: '$.item.id' }, kind: 'date' },
      kinds: { date: { type: 'date', send: { start: { $path: '$.value' } } } },
    };
    const field = { key: 'more', label: 'More', type: 'object', fields: { shape: 'own' } };
    const request = { ...ADD.request, body: { $path: '$.input.more' } };
    const action = { input: [...ADD.input, field], request };
    const manifest = smallManifest({ shapes: { own: shape } }, action);
    expect(await gaps(manifest, good)).toEqual([
      '/shapes/own/request: No case sends this request.',
      '/shapes/own/kinds/date: No case gets a value here.',
      '/shapes/own/kinds/date/send: No case sends a value of this kind.',
    ]);
    const fields: ConnectorCase = {
      ...{ name: 'Fields', shape: 'own', connection: { api_key: 'key-of-the-case' } },
      calls: [
        {
          sent: { method: 'GET', url: 'https://api.example.com/fields' },
          answer: { status: 200, body: [{ id: 'day' }] },
        },
      ],
      output: [{ key: 'day', label: 'day', type: 'date', kind: 'date' }],
    };
    const sends: ConnectorCase = {
      ...{ ...good, input: { book: 'b1', more: { day: '2026-11-21' } } },
      shapes: { more: { day: 'date' } },
      calls: [
        {
          sent: { method: 'POST', url, body: { day: { start: '2026-11-21' } } },
          answer: { status: 200, body: {} },
        },
      ],
    };
    expect(await gaps(manifest, good, fields, sends)).toEqual([]);
  });
});
