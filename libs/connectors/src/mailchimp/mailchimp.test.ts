import type { HttpClient, HttpRequest, JsonObject, JsonValue } from '@millrace/connector-kit';
import { runAction } from '@millrace/connector-kit/testing';
import { describe, expect, it } from 'vitest';
import { mailchimp } from './mailchimp.connector.ts';
import { readProblem } from './problem.ts';

const KEY = '0123456789abcdef0123456789abcdef-us21';
const ada: JsonObject = { list_id: 'a1b2c3', email_address: 'ada@example.com' };

/** A client that only notes where a call would go. */
function notingClient(body: JsonValue = {}) {
  const calls: HttpRequest[] = [];
  const client: HttpClient = {
    request: (request) => {
      calls.push(request);
      return Promise.resolve({ status: 200, headers: {}, body });
    },
    close: () => Promise.resolve(),
  };
  return { calls, client };
}

describe('a call to Mailchimp', () => {
  it('goes to the data centre that the key names', async () => {
    const { calls, client } = notingClient();
    await runAction(mailchimp, 'upsert-member', {
      input: ada,
      values: { api_key: KEY },
      http: client,
    });
    expect(calls[0]?.url).toBe(
      'https://us21.api.mailchimp.com/3.0/lists/a1b2c3/members/3e3417d7ef77d5932a6734b916515ed5',
    );
  });

  it('goes to the base URL of the connection when it has one', async () => {
    const { calls, client } = notingClient();
    const values = { api_key: KEY, base_url: 'http://127.0.0.1:9000/3.0/' };
    await runAction(mailchimp, 'upsert-member', { input: ada, values, http: client });
    expect(calls[0]?.url).toMatch(/^http:\/\/127\.0\.0\.1:9000\/3\.0\/lists\/a1b2c3\//);
  });

  it.each(['0123456789abcdef', 'key-us1.evil.example/', 'key-', ''])(
    'is not made with a key that names no data centre: "%s"',
    async (api_key) => {
      const { calls, client } = notingClient();
      const call = runAction(mailchimp, 'upsert-member', {
        input: ada,
        values: { api_key },
        http: client,
      });
      await expect(call).rejects.toMatchObject({
        code: 'CONNECTION_INVALID',
        message:
          'Connection "My account" cannot be used: its API key does not end with a data centre such as -us1.',
      });
      expect(calls).toEqual([]);
    },
  );

  it.each(['..', 'a/b', 'a?b', 'a b', '%2e%2e', 'a#'])(
    'cannot be led elsewhere by the audience id "%s"',
    async (list_id) => {
      const { calls, client } = notingClient();
      const input = { ...ada, list_id };
      const call = runAction(mailchimp, 'upsert-member', {
        input,
        values: { api_key: KEY },
        http: client,
      });
      await expect(call).rejects.toMatchObject({ code: 'INPUT_INVALID' });
      expect(calls).toEqual([]);
    },
  );
});

describe('an error of Mailchimp', () => {
  const read = (body: JsonValue, status = 400) => readProblem({ status, headers: {}, body });

  it('is told with its title, its detail and each field', () => {
    const body = {
      type: 'https://mailchimp.com/developer/marketing/docs/errors/',
      title: 'Invalid Resource',
      status: 400,
      detail: 'The resource submitted could not be validated.',
      errors: [
        { field: 'merge_fields.BIRTHDAY', message: 'Please enter a month and day.' },
        { field: '', message: 'Schema describes object, array found instead' },
      ],
    };
    expect(read(body).reason).toBe(
      'Invalid Resource: The resource submitted could not be validated. merge_fields.BIRTHDAY: Please enter a month and day. Schema describes object, array found instead',
    );
  });

  it.each([
    ['Member In Compliance State', 'pending'],
    ['Forgotten Email Not Subscribed', 'sign up again'],
    ['Resource Not Found', 'audience id'],
  ])('"%s" has a hint of its own', (title, hint) => {
    expect(read({ title }).hint).toContain(hint);
  });

  it('about too many sign-ups is a limit, not a refusal', () => {
    const detail = 'x@example.com has signed up to a lot of lists very recently; try later';
    expect(read({ title: 'Invalid Resource', detail }).kind).toBe('CALL_RATE_LIMITED');
  });

  it.each([[null], ['<html>'], [{}], [{ title: 5, errors: 'x' }], [{ errors: [null, 5, {}] }]])(
    'that is not written as documented is no trouble: %j',
    (body) => {
      expect(read(body, 503).reason).toContain('503');
    },
  );
});
