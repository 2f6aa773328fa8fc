import { createHttpClient } from '@millrace/connector-kit';
import { runAction } from '@millrace/connector-kit/testing';
import { CONNECTORS } from '@millrace/connectors';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startMailchimp, type Mailchimp } from '../support/mailchimp/server.ts';

const KEY = '0123456789abcdef0123456789abcdef-us1';
const connector = CONNECTORS.find(({ manifest }) => manifest.id === 'mailchimp')!;
const ada = { list_id: 'a1b2c3', email_address: 'Ada@Example.com' };

let mailchimp: Mailchimp;
beforeEach(async () => {
  mailchimp = await startMailchimp({ apiKey: KEY });
});
afterEach(() => mailchimp.close());

function run(action: string, input: Record<string, never> | object, key = KEY) {
  return runAction(connector, action, {
    input: input as Record<string, never>,
    values: { api_key: key, base_url: mailchimp.url },
  });
}

async function tryConnection(key: string): Promise<string | undefined> {
  const http = createHttpClient({ allow: ['127.0.0.1'] });
  try {
    const trial = await connector.test?.({
      http,
      signal: AbortSignal.timeout(5_000),
      connection: { name: 'news', values: { api_key: key, base_url: mailchimp.url } },
    });
    return trial?.message;
  } finally {
    await http.close();
  }
}

describe('Mailchimp', () => {
  it('gets a new contact with its fields and tags, and gives it back', async () => {
    const output = await run('upsert-member', {
      ...ada,
      status_if_new: 'pending',
      merge_fields: { FNAME: 'Ada', LNAME: 'Lovelace' },
      tags: ['customer', 'vip', 'customer'],
      language: '',
    });
    expect(output).toMatchObject({
      email_address: 'Ada@Example.com',
      full_name: 'Ada Lovelace',
      status: 'pending',
      tags: ['customer', 'vip'],
    });
    expect(output).not.toHaveProperty('_links');
    expect(mailchimp.members).toHaveLength(1);
    expect(mailchimp.requests.map(({ method, path, body }) => ({ method, path, body }))).toEqual([
      {
        method: 'PUT',
        path: '/lists/a1b2c3/members/3e3417d7ef77d5932a6734b916515ed5',
        body: {
          email_address: 'Ada@Example.com',
          status_if_new: 'pending',
          merge_fields: { FNAME: 'Ada', LNAME: 'Lovelace' },
        },
      },
      {
        method: 'POST',
        path: '/lists/a1b2c3/members/3e3417d7ef77d5932a6734b916515ed5/tags',
        body: {
          tags: [
            { name: 'customer', status: 'active' },
            { name: 'vip', status: 'active' },
          ],
        },
      },
    ]);
  });

  it('keeps one contact when the same step runs again, and leaves its status alone', async () => {
    await run('upsert-member', { ...ada, status_if_new: 'unsubscribed' });
    const output = await run('upsert-member', { ...ada, merge_fields: { FNAME: 'Augusta' } });
    expect(output).toMatchObject({ status: 'unsubscribed', full_name: 'Augusta' });
    expect(mailchimp.members).toHaveLength(1);
  });

  it('adds tags to a contact that has others', async () => {
    await run('upsert-member', { ...ada, tags: ['reader'] });
    expect(await run('add-tags', { ...ada, tags: ['customer'] })).toEqual({ tags: ['customer'] });
    expect(mailchimp.members[0]?.tags.map(({ name }) => name)).toEqual(['reader', 'customer']);
  });

  it('marks each call of a step with a key of its own for repetitions', async () => {
    await run('upsert-member', { ...ada, tags: ['customer'] });
    await run('upsert-member', { ...ada, tags: ['customer'] });
    const keys = mailchimp.requests.map(({ headers }) => headers['idempotency-key']);
    expect(keys[0]).toBe('key-1');
    expect(keys[1]).toMatch(/^[\da-f]{64}$/);
    expect(keys.slice(2)).toEqual(keys.slice(0, 2));
  });

  it('refuses a wrong key: the error names the connection and hides the key', async () => {
    const wrong = 'ffffffffffffffffffffffffffffffff-us1';
    const error = await run('upsert-member', ada, wrong).catch((caught: unknown) => caught);
    expect(error).toMatchObject({
      code: 'CALL_UNAUTHORIZED',
      message: 'Mailchimp does not accept the credentials of connection "My account" (401).',
      details: { status: 401, body: { title: 'API Key Invalid' } },
    });
  });

  it('says which audience or contact it does not have', async () => {
    await expect(run('upsert-member', { ...ada, list_id: 'zzz' })).rejects.toMatchObject({
      code: 'CALL_REJECTED',
      message:
        'Mailchimp refused the call (404): Resource Not Found: The requested resource could not be found.',
      hint: 'Check the audience id, and that the contact is in the audience.',
    });
    await expect(run('add-tags', { ...ada, tags: ['customer'] })).rejects.toMatchObject({
      code: 'CALL_REJECTED',
    });
  });

  it('names the fields it does not like', async () => {
    const input = { ...ada, email_address: 'ada@localhost' };
    await expect(run('upsert-member', input)).rejects.toMatchObject({
      code: 'CALL_REJECTED',
      message: expect.stringContaining(
        'email_address: Please provide a valid email address.',
      ) as string,
    });
  });

  it('may be asked again when it limits sign-ups of one address, although it answers 400', async () => {
    mailchimp.failNext({
      status: 400,
      title: 'Invalid Resource',
      detail:
        "ada@example.com has signed up to a lot of lists very recently; we're not allowing more signups for now",
    });
    await expect(run('upsert-member', ada)).rejects.toMatchObject({ code: 'CALL_RATE_LIMITED' });
    await expect(run('upsert-member', ada)).resolves.toMatchObject({ status: 'subscribed' });
  });

  it('may be asked again after the time it names', async () => {
    const problem = { status: 429, title: 'Too Many Requests', detail: 'Too many.' };
    mailchimp.failNext(problem, { 'retry-after': '7' });
    await expect(run('upsert-member', ada)).rejects.toMatchObject({
      code: 'CALL_RATE_LIMITED',
      details: { retry_after: 7 },
    });
  });

  it('answers the test of a connection, and its refusal has a reason', async () => {
    expect(await tryConnection(KEY)).toBe("Mailchimp answers: Everything's Chimpy!");
    await expect(tryConnection('wrong-us1')).rejects.toMatchObject({ code: 'CALL_UNAUTHORIZED' });
  });
});
