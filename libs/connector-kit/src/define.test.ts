import { AppError } from '@millrace/model';
import { afterEach, describe, expect, it } from 'vitest';
import {
  defineAction,
  defineConnector,
  manifestOf,
  type ActionRun,
  type ConnectorDefinition,
} from './define.ts';
import { json, runAction, startServer, type TestServer } from './testing.ts';

const KEY = 'sk_live_4242/+==';
const servers: TestServer[] = [];
afterEach(() => Promise.all(servers.splice(0).map((server) => server.close())));

function connector(run: ActionRun, change: Partial<ConnectorDefinition> = {}) {
  const send = defineAction({
    id: 'send',
    label: 'Send a letter',
    description: 'Sends a letter.',
    input: [{ key: 'to', label: 'To', type: 'string', required: true }],
    sample: { input: { to: 'someone' }, output: null },
    run,
  });
  return defineConnector({
    id: 'post',
    name: 'Post',
    description: 'Sends letters.',
    icon: '<svg viewBox="0 0 1 1"/>',
    color: '#123456',
    connection: [
      { key: 'api_key', label: 'Key', type: 'secret' },
      { key: 'region', label: 'Region', type: 'string' },
    ],
    actions: [send],
    ...change,
  });
}

const values = { api_key: KEY, region: 'europe-west' };
const nothing: ActionRun = () => Promise.resolve(null);

describe('a connector', () => {
  it('is JSON-safe data without its functions', () => {
    const manifest = manifestOf(connector(nothing));
    expect(JSON.parse(JSON.stringify(manifest))).toEqual(manifest);
    expect(manifest).toMatchObject({ id: 'post', testable: false, connectionRequired: true });
    expect(manifest.actions[0]).not.toHaveProperty('run');
    expect(manifestOf(connector(nothing, { test: () => Promise.resolve('ok') })).testable).toBe(
      true,
    );
  });

  it.each([
    [{ id: 'Not An Id' }, /"Not An Id".*\/id/],
    [{ color: 'red' }, /"post".*\/color/],
    [{ icon: 'icon.svg' }, /"post".*\/icon/],
    [{ connection: [{ key: 'a', label: 'A', type: 'choice' }] }, /A choice needs choices/],
    [{ surprise: true }, /surprise/],
  ])('that is faulty names itself and the place: %j', (change, message) => {
    const define = () => connector(nothing, change as Partial<ConnectorDefinition>);
    expect(define).toThrow(message);
    expect(define).toThrow(expect.objectContaining({ code: 'CONNECTOR_INVALID' }));
  });

  it('cannot have two actions of one name', () => {
    const action = defineAction({
      id: 'send',
      label: 'Send',
      description: 'Sends.',
      input: [],
      sample: { input: {}, output: null },
      run: nothing,
    });
    expect(() => connector(nothing, { actions: [action, action] })).toThrow(
      'its action "send" is there twice',
    );
  });
});

describe('an action', () => {
  it('does not run with an input that does not fit', async () => {
    let ran = false;
    const post = connector(() => {
      ran = true;
      return Promise.resolve(null);
    });
    await expect(runAction(post, 'send', { input: { too: 'x' } })).rejects.toMatchObject({
      code: 'INPUT_INVALID',
      message:
        'The input of "Send a letter" does not fit: /to: To (to) is required. /too: "too" is not a field here. Did you mean "to"?',
      details: { faults: [{ path: '/to' }, { path: '/too' }] },
    });
    expect(ran).toBe(false);
  });

  it('sends its key for repetitions with each call, unless the call brings its own', async () => {
    const server = await startServer(json(200, null));
    servers.push(server);
    const post = connector(async ({ http }) => {
      const call = { app: 'Post', method: 'POST', url: server.url } as const;
      await http.request(call);
      await http.request({ ...call, headers: { 'Idempotency-Key': 'own' } });
      await http.request(call);
      return null;
    });
    await runAction(post, 'send', { input: { to: 'x' }, idempotencyKey: 'abc' });
    const sent = server.requests.map(({ headers }) => headers['idempotency-key']);
    expect(sent).toEqual(['abc', 'own', 'abc-3']);
  });
});

describe('a secret of a connection', () => {
  const leaks = [
    KEY,
    Buffer.from(KEY).toString('base64'),
    Buffer.from(KEY).toString('base64url'),
    `Basic ${Buffer.from(`user:${KEY}`).toString('base64')}`,
    `Basic ${Buffer.from(`longer-user:${KEY}`).toString('base64')}`,
    Buffer.from(KEY).toString('hex'),
    encodeURIComponent(KEY),
    new URLSearchParams({ KEY }).toString(),
    `before ${KEY} after ${KEY}`,
  ];

  it.each(leaks)('does not come back in a result: %s', async (leak) => {
    const post = connector(() =>
      Promise.resolve({ echo: [leak], [leak]: 1, region: 'europe-west' }),
    );
    const output = await runAction(post, 'send', { input: { to: 'x' }, values });
    expect(JSON.stringify(output)).not.toMatch(/sk_live|c2tfbGl2ZV8|NrX2xpdmVf|za19saXZl|736b5f/);
    expect(output).toMatchObject({ region: 'europe-west' });
  });

  it.each(leaks)('does not stand in an error: %s', async (leak) => {
    const cause = new Error(`cause: ${leak}`);
    const thrown = new AppError(
      'CALL_REJECTED',
      { app: 'Post', status: 400, reason: leak },
      { hint: `Look at ${leak}`, details: { body: { said: leak } }, cause },
    );
    const post = connector(() => Promise.reject(thrown));
    const error = await runAction(post, 'send', { input: { to: 'x' }, values }).catch(
      (caught: unknown) => caught as AppError,
    );
    const { message, hint, details, stack, cause: kept } = error as AppError;
    const said = JSON.stringify([message, hint, details, stack, (kept as Error).message]);
    expect(said).not.toMatch(/sk_live|c2tfbGl2ZV8|NrX2xpdmVf|za19saXZl|736b5f/);
    expect(error).toMatchObject({ code: 'CALL_REJECTED' });
  });

  it('does not stand in an error of the platform', async () => {
    const post = connector(() => Promise.reject(new DOMException(`no ${KEY}`, 'TimeoutError')));
    const call = runAction(post, 'send', { input: { to: 'x' }, values });
    await expect(call).rejects.toMatchObject({ name: 'TimeoutError', message: 'no [hidden]' });
  });

  it('does not stand in the error of a connection test', async () => {
    const { test } = connector(nothing, {
      test: ({ connection }) =>
        Promise.reject(new TypeError(`bad ${connection.values['api_key']}`)),
    });
    const refuse = () => Promise.reject(new Error());
    const http = { request: refuse, connect: refuse, close: () => Promise.resolve() };
    const connection = { name: 'mine', values };
    const call = test?.({ http, connection, signal: new AbortController().signal });
    await expect(call).rejects.toThrow('bad [hidden]');
  });
});
