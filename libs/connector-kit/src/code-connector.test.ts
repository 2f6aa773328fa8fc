import { AppError, type Manifest } from '@millrace/model';
import { describe, expect, it } from 'vitest';
import { codeConnector, type CodeRun } from './code-connector.ts';
import { CallInDoubt } from './interpreter/run-plan.ts';
import { runAction } from './testing.ts';

const send = {
  label: 'Send',
  description: 'Sends.',
  risk: 'writes' as const,
  input: [
    { key: 'to', label: 'To', type: 'string' as const, required: true },
    { key: 'copies', label: 'Copies', type: 'integer' as const, default: 1 },
  ],
  output: { fields: [{ key: 'said', label: 'Said', type: 'string' as const }] },
  repeat: { by: 'none' as const, why: 'It would arrive twice.' },
  sample: { input: { to: 'ada' }, output: { said: 'ok' } },
};

const POST: Manifest = {
  millrace_connector: 2,
  id: 'post',
  version: 1,
  name: 'Post',
  description: 'Sends post.',
  website: 'https://example.com',
  docs: 'https://example.com/docs',
  categories: ['Mail'],
  color: '#123456',
  icon: { letters: 'P' },
  connection: [{ key: 'host', label: 'Host', type: 'string', required: true }],
  auth: {
    password: {
      kind: 'keys',
      label: 'Password',
      fields: [
        { key: 'password', label: 'Password', type: 'secret' },
        { key: 'port', label: 'Port', type: 'string', default: '25' },
      ],
    },
  },
  actions: { send },
};

const values = { host: 'mail.test', password: 'correct-horse' };
const ok: CodeRun = () => Promise.resolve({ said: 'ok' });
const failing = (error: Error) => codeConnector(POST, { send: () => Promise.reject(error) });

describe('a connector whose actions are code', () => {
  it('is shown by its manifest', () => {
    const { manifest } = codeConnector(
      POST,
      { send: ok },
      { test: () => Promise.resolve('Hello') },
    );
    expect(manifest).toMatchObject({
      id: 'post',
      testable: true,
      connectionRequired: true,
      auth: [{ id: 'password', testable: true }],
      actions: [{ id: 'send', repeatable: false }],
    });
  });

  it('is given checked input, and the account with its defaults', async () => {
    const connector = codeConnector(POST, {
      send: ({ input, account }) =>
        Promise.resolve({
          ...input,
          host: account.texts['host'] ?? '',
          port: account.texts['port'] ?? '',
        }),
    });
    expect(await runAction(connector, 'send', { input: { to: 'ada' }, values })).toEqual({
      to: 'ada',
      copies: 1,
      host: 'mail.test',
      port: '25',
    });
    await expect(runAction(connector, 'send', { input: {}, values })).rejects.toMatchObject({
      code: 'INPUT_INVALID',
    });
  });

  it('lets no secret out, neither in a result nor in an error', async () => {
    const echo = codeConnector(POST, {
      send: ({ account }) => Promise.resolve({ said: `it was ${account.texts['password']}` }),
    });
    expect(await runAction(echo, 'send', { input: { to: 'a' }, values })).toEqual({
      said: 'it was [hidden]',
    });
    const call = runAction(failing(new Error('no correct-horse')), 'send', {
      input: { to: 'a' },
      values,
    });
    await expect(call).rejects.toThrow('no [hidden]');
  });

  it('leaves a call that must not be repeated in doubt', async () => {
    const call = runAction(failing(new CallInDoubt('the connection broke off')), 'send', {
      input: { to: 'a' },
      values,
    });
    await expect(call).rejects.toThrow(
      'Step "Send" may have made its call before Post answered (the connection broke off), and must not repeat it.',
    );
  });

  it('does not run with an input that does not fit', async () => {
    await expect(
      runAction(codeConnector(POST, { send: ok }), 'send', { input: { too: 'x' }, values }),
    ).rejects.toMatchObject({
      code: 'INPUT_INVALID',
      message:
        'The input of "Send" does not fit: /to: To (to) is required. /too: "too" is not a field here. Did you mean "to"?',
      details: { faults: [{ path: '/to' }, { path: '/too' }] },
    });
  });

  it('takes certificates of the account where it says so', () => {
    const keys = (trust: boolean) =>
      codeConnector(POST, { send: ok }, { trust }).manifest.connection.map(({ key }) => key);
    expect(keys(true)).toEqual(['host', 'ca', 'certificate_fingerprint']);
    expect(keys(false)).toEqual(['host']);
  });

  it.each([
    ['without code', {}, POST, 'its action "send" has no code'],
    ['with code for nothing', { send: ok, receive: ok }, POST, 'its code has an action "receive"'],
    [
      'that has requests too',
      { send: ok },
      { ...POST, actions: { send: { ...send, request: { path: '/x' } } } },
      'its action "send" is code and has requests',
    ],
  ])('is refused with an action %s', (_, runs, manifest, reason) => {
    expect(() => codeConnector(manifest, runs)).toThrow(reason);
  });
});

describe('a secret of an account', () => {
  const KEY = 'sk_live_4242/+==';
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
  const used = { host: 'europe-west', password: KEY };
  const SEEN = /sk_live|c2tfbGl2ZV8|NrX2xpdmVf|za19saXZl|736b5f/;

  it.each(leaks)('does not come back in a result: %s', async (leak) => {
    const echo = { echo: [leak], [leak]: 1, region: 'europe-west' };
    const post = codeConnector(POST, { send: () => Promise.resolve(echo) });
    const output = await runAction(post, 'send', { input: { to: 'x' }, values: used });
    expect(JSON.stringify(output)).not.toMatch(SEEN);
    expect(output).toMatchObject({ region: 'europe-west' });
  });

  it.each(leaks)('does not stand in an error: %s', async (leak) => {
    const cause = new Error(`cause: ${leak}`);
    const thrown = new AppError(
      'CALL_REJECTED',
      { app: 'Post', status: 400, reason: leak },
      { hint: `Look at ${leak}`, details: { body: { said: leak } }, cause },
    );
    const call = runAction(failing(thrown), 'send', { input: { to: 'x' }, values: used });
    const error = await call.catch((caught: unknown) => caught as AppError);
    const { message, hint, details, stack, cause: kept } = error as AppError;
    const said = JSON.stringify([message, hint, details, stack, (kept as Error).message]);
    expect(said).not.toMatch(SEEN);
    expect(error).toMatchObject({ code: 'CALL_REJECTED' });
  });

  it('does not stand in an error of the platform', async () => {
    const post = failing(new DOMException(`no ${KEY}`, 'TimeoutError'));
    const call = runAction(post, 'send', { input: { to: 'x' }, values: used });
    await expect(call).rejects.toMatchObject({ name: 'TimeoutError', message: 'no [hidden]' });
  });

  it('does not stand in the error of a trial', async () => {
    const { test } = codeConnector(
      POST,
      { send: ok },
      { test: ({ account }) => Promise.reject(new TypeError(`bad ${account.texts['password']}`)) },
    );
    const refuse = () => Promise.reject(new Error());
    const http = { request: refuse, connect: refuse, close: () => Promise.resolve() };
    const connection = { name: 'mine', values: used };
    const call = test?.({ http, connection, signal: new AbortController().signal });
    await expect(call).rejects.toThrow('bad [hidden]');
  });
});
