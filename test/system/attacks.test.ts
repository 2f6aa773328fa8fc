import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { connect } from 'node:net';
import { Client } from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium } from '../browser/chromium.ts';
import { cleanUp, OWNER, poll, scratchDir, startMillrace } from '../support/millrace.ts';
import type { Millrace } from '../support/millrace.ts';
import { startPostgres, type TestPostgres } from '../support/postgres.ts';

/*
 * Attacks of strangers that once stopped the server or took over an account, against the real
 * process. After each the same process has to be there, healthy, and doing its work.
 */

const MB = 1024 * 1024;
const SESSION = '/api/v1/session';
const SCRIPT = `<script>fetch('/api/v1/api-keys', { method: 'POST', body: '{"name":"stolen"}',
  headers: { 'content-type': 'application/json' } })</script>`;

const env = {
  MILLRACE_ENCRYPTION_KEY: randomBytes(32).toString('hex'),
  MILLRACE_TRUSTED_PROXIES: '127.0.0.1',
};
let postgres: TestPostgres;
let dataDir: string;
let server: Millrace;
let echo: string;

beforeAll(async () => {
  postgres = await startPostgres();
  dataDir = await scratchDir();
  server = await start();
  echo = await hook('Echo', {}, [
    { id: 's', kind: 'set', fields: { body: { $path: '$.trigger.body' } } },
  ]);
});

afterAll(async () => {
  await server.stop();
  await postgres.remove();
  await cleanUp(dataDir);
});

afterEach(async () => {
  expect(() => process.kill(server.pid, 0)).not.toThrow();
  expect(await (await fetch(`${server.url}/healthz`)).text()).toBe('ok\n');
  expect((await fetch(`${server.url}/readyz`)).status).toBe(200);
  expect(await statusOfRun(echo, '{"still":"working"}')).toBe('succeeded');
});

function start(): Promise<Millrace> {
  return startMillrace({ dataDir, env: { ...env, MILLRACE_DATABASE_URL: postgres.url } });
}

/** The path of the trigger URL of a flow that is live. */
async function hook(name: string, trigger: object, steps: readonly object[]): Promise<string> {
  const document = { millrace: 1, name, trigger: { kind: 'webhook', ...trigger }, steps };
  const made = await server.api<{ id: string; hook_url: string }>('POST', '/flows', { document });
  expect(await server.api('POST', `/flows/${made.body.id}/publish`)).toMatchObject({ status: 200 });
  return new URL(made.body.hook_url).pathname;
}

function post(path: string, body: string, headers: Record<string, string> = {}): Promise<Response> {
  const type = { 'content-type': 'application/json' };
  return fetch(server.url + path, { method: 'POST', body, headers: { ...type, ...headers } });
}

/** Sends an event and waits for the end of its run. */
async function statusOfRun(path: string, body: string, type = 'application/json'): Promise<string> {
  const answer = await post(path, body, { 'content-type': type });
  const { run } = (await answer.json()) as { run: string };
  return poll(async () => {
    const { status } = (await server.api<{ status: string }>('GET', `/runs/${run}`)).body;
    return ['queued', 'running'].includes(status) ? undefined : status;
  }, 60_000);
}

/** Bytes of memory that the process took at most since the last call. */
function peak(): number {
  const status = readFileSync(`/proc/${server.pid}/status`, 'utf8');
  return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1]) * 1024;
}

function signIn(body: object, from: string): Promise<Response> {
  return post(SESSION, JSON.stringify(body), { 'x-forwarded-for': from });
}

/** The answer to exactly these bytes. */
function raw(text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1', () => socket.write(text));
    let answer = '';
    socket.on('data', (chunk: Buffer) => (answer += chunk.toString()));
    socket.on('error', reject);
    socket.on('close', () => resolve(answer));
  });
}

describe('a stranger does not stop the server', () => {
  it('with a form of 80,000 list fields, nor after a restart with that event', async () => {
    const form = 'application/x-www-form-urlencoded';
    expect(await statusOfRun(echo, 'a[]=&'.repeat(80_000), form)).toBe('succeeded');
    const answer = await post(echo, 'a[]=&'.repeat(80_000), { 'content-type': form });
    const { event } = (await answer.json()) as { event: string };
    await server.kill();
    server = await start();
    expect((await server.api('GET', `/events/${event}`)).status).toBe(200);
  });

  it('with twenty sign-ins of 20 MB each', async () => {
    const before = peak();
    const attacks = Array.from({ length: 20 }, () => flood(20));
    expect(await (await fetch(`${server.url}/healthz`)).text()).toBe('ok\n');
    expect(await Promise.all(attacks)).toEqual(Array(20).fill(413));
    expect(peak() - before).toBeLessThan(200 * MB);
  });

  it('with a flow that answers in HTTP/1.0 with a header for trailers', async () => {
    const steps = [{ id: 'answer', kind: 'respond', headers: { Trailer: 'X-A' }, body: 'hi' }];
    const document = { millrace: 1, name: 'Trailer', trigger: { kind: 'webhook' }, steps };
    expect((await server.api('POST', '/flows', { document })).status).toBe(422);
    const stored = await hook('Old', { reply: { mode: 'respond' } }, [
      { id: 'answer', kind: 'respond', body: 'hi' },
    ]);
    await rewrite('Old', steps);
    const answer = await raw(`POST ${stored} HTTP/1.0\r\nContent-Length: 2\r\n\r\n{}`);
    expect(answer).toMatch(/^HTTP\/1\.1 200 [^]*hi$/);
  });

  it('with two hundred sign-ins at once: a few are tried, the others told to come again', async () => {
    const before = peak();
    const wrong = { ...OWNER, password: 'not the password' };
    const attacks = Array.from({ length: 200 }, (_, n) => signIn(wrong, `198.51.100.${n}`));
    expect(await (await fetch(`${server.url}/healthz`)).text()).toBe('ok\n');
    const answers = await Promise.all(attacks);
    const busy = answers.filter(({ status }) => status === 503);
    expect(answers.filter(({ status }) => ![401, 429, 503].includes(status))).toEqual([]);
    expect(busy.length).toBeGreaterThan(0);
    expect(busy.map(({ headers }) => headers.get('retry-after'))).toEqual(
      busy.map(() => expect.stringMatching(/^\d+$/) as string),
    );
    expect(peak() - before).toBeLessThan(200 * MB);
  });
});

/** The status that a sign-in of so many megabytes is answered with. */
function flood(megabytes: number): Promise<number> {
  const body = Buffer.from('[[],'.repeat((megabytes * MB) / 4));
  return new Promise((resolve, reject) => {
    const upload = request(`${server.url}${SESSION}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'content-length': body.length },
    });
    let isAnswered = false;
    upload.on('error', (error) => isAnswered || reject(error));
    upload.once('response', (response) => {
      isAnswered = true;
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    upload.end(body);
  });
}

/** Puts steps into a live version that could not be saved now, as an older release may have. */
async function rewrite(name: string, steps: readonly object[]): Promise<void> {
  const client = new Client({ connectionString: postgres.url });
  await client.connect();
  const { rowCount } = await client.query(
    `UPDATE flow_versions v SET document = jsonb_set(v.document::jsonb, '{steps}', $2::jsonb)::text
       FROM flows f WHERE f.id = v.flow_id AND f.name = $1`,
    [name, JSON.stringify(steps)],
  );
  await client.end();
  expect(rowCount).toBe(1);
}

describe('a stranger does not get into an account', () => {
  it('by a script in the answer of a trigger URL that the owner opens', async () => {
    const answer = (body: unknown) => ({
      id: 'answer',
      kind: 'respond',
      headers: { 'Content-Type': 'text/html' },
      body,
    });
    const reply = { reply: { mode: 'respond' } };
    const hooks = [
      await hook('Page', reply, [answer({ $template: '<p>{{trigger.query.name}}</p>' })]),
      await hook('Own page', reply, [answer(SCRIPT)]),
    ];
    const browser = await launchChromium();
    try {
      const page = await browser.newPage();
      await page.goto(server.url);
      await page.getByLabel('E-mail address').fill(OWNER.email);
      await page.getByRole('textbox', { name: 'Password' }).fill(OWNER.password);
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.waitForURL('**/flows');
      // The script would work from a page of the editor, so that it is the answer that stops it.
      const key = await page.evaluate(async () => {
        const headers = { 'content-type': 'application/json' };
        const init = { method: 'POST', body: '{"name":"own"}', headers };
        return (await fetch('/api/v1/api-keys', init)).status;
      });
      expect(key).toBe(201);
      for (const path of hooks) {
        const opened = await page.goto(`${server.url}${path}?name=${encodeURIComponent(SCRIPT)}`, {
          waitUntil: 'networkidle',
        });
        expect(opened?.status()).toBe(200);
        expect(await opened?.text()).toContain('/api/v1/api-keys');
      }
    } finally {
      await browser.close();
    }
    const { body } = await server.api<{ items: { name: string }[] }>('GET', '/api-keys');
    expect(body.items.map(({ name }) => name).sort()).toEqual(['MILLRACE_API_KEY', 'own']);
  });

  it('or keep its owner out, with wrong passwords from fourteen addresses', async () => {
    const wrong = { ...OWNER, password: 'not the password' };
    for (let n = 0; n < 14; n += 1) await signIn(wrong, `203.0.113.${n}`);
    expect((await signIn(OWNER, '203.0.113.99')).status).toBe(200);
  });
});
