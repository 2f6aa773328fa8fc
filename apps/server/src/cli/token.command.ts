import { createInterface } from 'node:readline/promises';
import { AppError, createdApiKeySchema } from '@millrace/model';
import { client, serverUrl } from './api-client.ts';
import { print } from './print.ts';

/** Signs in and prints a new API key. It is shown this once. */
export async function tokenCommand(options: {
  name: string;
  email?: string;
  url?: string;
}): Promise<void> {
  const url = serverUrl(options);
  const email = options.email ?? process.env['MILLRACE_OWNER_EMAIL'];
  if (email === undefined) {
    throw new AppError(
      'SIGN_IN_REQUIRED',
      {},
      { hint: 'Give --email, or set MILLRACE_OWNER_EMAIL.' },
    );
  }
  const password = process.env['MILLRACE_OWNER_PASSWORD'] ?? (await askPassword(email));
  const cookie = await signIn(url, email, password);
  const session = client(url, { origin: url, cookie });
  const created = await session.call(createdApiKeySchema, 'POST', '/api-keys', {
    name: options.name,
  });
  print(created.key);
}

async function signIn(url: string, email: string, password: string): Promise<string> {
  const response = await fetch(`${url}/api/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: url },
    body: JSON.stringify({ email, password }),
  }).catch((error: unknown) => {
    throw new AppError('SERVER_UNREACHABLE', { url, reason: String(error) }, { cause: error });
  });
  if (!response.ok) throw new AppError('SIGN_IN_FAILED');
  return response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';', 1)[0] ?? '')
    .join('; ');
}

async function askPassword(email: string): Promise<string> {
  const prompt = createInterface({ input: process.stdin, output: process.stderr, terminal: true });
  try {
    return await prompt.question(`Password of ${email}: `);
  } finally {
    prompt.close();
  }
}
