import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { testDatabase } from '../testing/test-database.ts';

const SCRIPT = `
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { createAuth } from ${JSON.stringify(new URL('auth.ts', import.meta.url).href)};

let generates = true;
try { new Function('return 1')(); } catch { generates = false; }

const pool = new pg.Pool({ connectionString: process.env.TEST_DATABASE });
const settings = { publicUrl: 'https://flows.example.com', encryptionKey: randomBytes(32) };
const auth = createAuth(settings, pool, () => undefined);
const hash = await (await auth.$context).password.hash('correct horse battery');
const id = '01890000-0000-7000-8000-000000000000';
await pool.query("INSERT INTO users VALUES ($1, 'O', 'o@example.com', false, NULL, now(), now())", [id]);
await pool.query(
  \`INSERT INTO accounts (id, user_id, account_id, provider_id, password, created_at, updated_at)
   VALUES ($1, $1, 'x', 'credential', $2, now(), now())\`, [id, hash]);
const { headers } = await auth.api.signInEmail({
  body: { email: 'o@example.com', password: 'correct horse battery' },
  headers: new Headers(), returnHeaders: true,
});
const [setCookie] = headers.getSetCookie();
const session = await auth.api.getSession({ headers: new Headers({ cookie: setCookie.split(';')[0] }) });
await pool.end();
process.stdout.write(JSON.stringify({ generates, email: session?.user.email, setCookie }));
`;

it('signing in works in a process that cannot turn text into code, with a secure cookie on https', async () => {
  const database = await testDatabase();
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--disallow-code-generation-from-strings', '--input-type=module', '--eval', SCRIPT],
    { cwd: import.meta.dirname, env: { ...process.env, TEST_DATABASE: database.url } },
  );
  await database.drop();
  const result = JSON.parse(stdout) as { setCookie: string };
  expect(result).toMatchObject({ generates: false, email: 'o@example.com' });
  expect(result.setCookie).toMatch(/^__Secure-millrace\.session_token=.*Secure/);
});
