import { manifestSchema, type JsonObject } from '@millrace/model';
import { describe, expect, it } from 'vitest';
import type { HookContext, HookRegistrar } from '../define.ts';
import type { HttpRequest } from '../http/http-client.ts';
import { connectorOf } from './manifest-connector.ts';

const NOW = new Date('2026-11-21T08:00:00Z');
const MADE = 'a-secret-that-we-made';

const path = ($path: string): JsonObject => ({ $path });
const kept = { id: path('$.kept.id') };

function manifest(register: object, secret?: unknown, auth: object = BEARER): HookRegistrar {
  const bell = {
    ...{ label: 'A bell rang', description: 'It rang.', samples: [{ name: 'Rang', body: {} }] },
    input: [
      { key: 'room', label: 'Room', type: 'string', required: true },
      { key: 'kind', label: 'Kind', type: 'string', default: 'door' },
    ],
    webhook: {
      ...(secret === undefined ? {} : { secret }),
      ...{ preset: 'none', manual: 'Ask for it.' },
      register: {
        ...{ subscribe: [SUBSCRIBE], keep: { id: path('$.steps.hook.body.id') } },
        unsubscribe: [{ id: 'gone', method: 'DELETE', path: '/hooks/{id}', values: kept }],
        ...register,
      },
    },
  };
  const connector = connectorOf(
    manifestSchema.parse({
      ...{ millrace_connector: 2, id: 'bells', version: 1, name: 'Bells', description: 'Bells.' },
      ...{ website: 'https://example.com', docs: 'https://example.com/docs', categories: ['T'] },
      ...{ color: '#336699', icon: { letters: 'B' }, servers: { api: 'https://bells.example' } },
      ...{ auth, triggers: { bell } },
    }),
  );
  const registrar = connector.registrar?.('bell');
  if (registrar === undefined) throw new Error('It registers.');
  return registrar;
}

const BEARER = {
  key: {
    ...{ kind: 'bearer', label: 'Key', token: '{key}' },
    fields: [{ key: 'key', label: 'Key', type: 'secret', required: true }],
  },
};

const SUBSCRIBE = {
  ...{ id: 'hook', method: 'POST', path: '/rooms/{room}/hooks' },
  body: { url: path('$.hook.url'), name: path('$.hook.id') },
  place: [{ in: 'body', name: '/secret', value: '{hook_secret}' }],
};

/** An application that answers each call in turn. */
function context(answers: { status: number; body?: JsonObject }[], change: object = {}) {
  const requests: HttpRequest[] = [];
  const made: HookContext = {
    connection: { name: 'My bells', values: { key: 'the-key-of-the-account' } },
    http: {
      request: (request) => {
        requests.push(request);
        const { status = 500, body = {} } = answers[requests.length - 1] ?? {};
        return Promise.resolve({ status, headers: {}, body });
      },
      connect: () => Promise.reject(new Error('Not here.')),
      close: () => Promise.resolve(),
    },
    ...{ signal: new AbortController().signal, input: { room: 'hall' }, key: 'k', now: NOW },
    ...{ hook: { url: 'https://millrace.example.com/hooks/x', id: 'one' }, secret: MADE },
    ...change,
  };
  return { made, requests };
}

describe('making a webhook', () => {
  it('sends the address and the made secret, and keeps what names it', async () => {
    const { made, requests } = context([{ status: 201, body: { id: 7 } }]);
    const registrar = manifest({});
    expect(registrar.secret).toBe('made');
    expect(await registrar.subscribe(made)).toEqual({
      ...{ kept: { id: 7 }, secret: undefined, expires: undefined },
    });
    expect(requests[0]).toMatchObject({
      url: 'https://bells.example/rooms/hall/hooks',
      body: { json: { url: 'https://millrace.example.com/hooks/x', name: 'one', secret: MADE } },
    });
  });

  it('learns the secret that the application gives, and when it ends', async () => {
    const register = {
      subscribe: [{ ...SUBSCRIBE, place: [] }],
      ...{ secret: '$.steps.hook.body.key', expires: path('$.steps.hook.body.until') },
      unit: 'epoch_s',
      renew: { before: '15m', steps: [{ id: 'hook', method: 'POST', path: '/again' }] },
    };
    const registrar = manifest(register);
    const until = NOW.getTime() / 1_000 + 30 * 86_400;
    const first = context([{ status: 200, body: { id: 7, key: 'their-secret', until } }]);
    expect(await registrar.subscribe(first.made)).toEqual({
      ...{ kept: { id: 7 }, secret: 'their-secret', expires: new Date(until * 1_000) },
    });
    expect([registrar.secret, registrar.renewBeforeMs]).toEqual(['given', 900_000]);
    const later = context([{ status: 200, body: { until: until + 60 } }]);
    expect(await registrar.renew(later.made)).toEqual(new Date((until + 60) * 1_000));
  });

  it.each([
    ['the secret that the application gives', { keep: { id: path('$.steps.hook.body.key') } }],
    ['what the application repeats of the account', {}],
  ])('keeps nothing that holds %s', async (_, register) => {
    const registrar = manifest({ secret: '$.steps.hook.body.key', ...register });
    const body = { id: 'the-key-of-the-account', key: 'their-secret' };
    const { made } = context([{ status: 200, body }]);
    await expect(registrar.subscribe(made)).rejects.toMatchObject({ code: 'CONNECTION_INVALID' });
  });

  it('needs an account with credentials where the application has such', async () => {
    const auth = { open: { kind: 'none', label: 'Webhooks only' }, ...BEARER };
    const { made, requests } = context([]);
    await expect(manifest({}, undefined, auth).subscribe(made)).rejects.toThrow(
      'has no credentials to make a webhook with',
    );
    expect(requests).toEqual([]);
  });
});

describe('a webhook that was made', () => {
  const check = {
    steps: [{ id: 'now', path: '/hooks/{id}', values: kept }],
    alive: { all: [{ left: path('$.steps.now.body.on'), op: 'is_true' }] },
    repair: [{ id: 'on', method: 'PUT', path: '/hooks/{id}', values: kept, body: { on: true } }],
  };

  it('lives when its condition holds, and can be repaired', async () => {
    const registrar = manifest({ check });
    const answers = [{ status: 200, body: { on: false } }, { status: 200 }];
    const { made, requests } = context(answers, { kept: { id: 7 } });
    expect([registrar.checks, registrar.repairs]).toEqual([true, true]);
    expect(await registrar.check(made)).toBe(false);
    await registrar.repair(made);
    expect(requests.map(({ method, url }) => `${method} ${url}`)).toEqual([
      'GET https://bells.example/hooks/7',
      'PUT https://bells.example/hooks/7',
    ]);
  });

  it.each([404, 410])('counts as removed when it is gone: %s', async (status) => {
    const { made } = context([{ status }], { kept: { id: 7 } });
    await expect(manifest({}).unsubscribe(made)).resolves.toBeUndefined();
  });

  it('is not removed when the application refuses to', async () => {
    const { made } = context([{ status: 403 }], { kept: { id: 7 } });
    await expect(manifest({}).unsubscribe(made)).rejects.toMatchObject({
      code: 'CALL_UNAUTHORIZED',
    });
  });
});

describe('what a trigger asks for', () => {
  it('is completed, and refused where it does not fit', () => {
    const registrar = manifest({});
    expect(registrar.checked({ room: 'hall' })).toEqual({ room: 'hall', kind: 'door' });
    expect(() => registrar.checked({})).toThrow(expect.objectContaining({ code: 'INPUT_INVALID' }));
  });
});
