import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { OWNER, poll } from '../support/millrace.ts';

it('the demo that is kept can be signed in to, and ends without a trace', async () => {
  const demo = spawn(process.execPath, [join(import.meta.dirname, '../demo/demo.ts'), '--keep'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  demo.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const ended = new Promise<number | null>((resolve) => demo.once('exit', resolve));
  await poll(() => said.includes('Ctrl-C') || demo.exitCode !== null, 60_000);
  const [, origin = '', flow = ''] = /Look at it: (http:\S+)\/flows\/(\S+)/.exec(said) ?? [];
  const [, dataDir = ''] = /of its own in (\S+)/.exec(said) ?? [];
  const [, email, password] = /Sign in as (\S+) with the password: (.+)/.exec(said) ?? [];
  expect({ email, password }).toEqual(OWNER);
  const signedIn = await fetch(`${origin}/api/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin },
    body: JSON.stringify({ email, password }),
  });
  expect(signedIn.ok).toBe(true);
  const cookie = signedIn.headers.getSetCookie().map((one) => one.split(';')[0]);
  const shown = await fetch(`${origin}/api/v1/flows/${flow}`, {
    headers: { cookie: cookie.join('; ') },
  });
  expect(await shown.json()).toMatchObject({ status: 'live' });
  expect(existsSync(dataDir)).toBe(true);
  demo.kill('SIGINT');
  expect(await ended).toBe(0);
  expect(existsSync(dataDir)).toBe(false);
  expect(said).toContain('Nothing is left behind.');
});
