import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addressList } from '../config/address-list.ts';
import { codeOf, cookieOf, OWNER, startApi, type Answer, type TestApi } from '../http/testing.ts';
import { PeopleModule } from './people.module.ts';

const SESSION = '/api/v1/session';
const WRONG = { ...OWNER, password: 'not the password' };

/** Each attempt costs a password hash, which is slow on purpose. */
const SLOW_MS = 120_000;

let api: TestApi;

beforeAll(async () => {
  api = await startApi([PeopleModule], { trustedProxies: addressList(['127.0.0.1']) });
  await api.call('/api/v1/setup', { method: 'POST', body: OWNER });
});

afterAll(() => api.close());

function signIn(address: string, body: object = OWNER, cookie?: string): Promise<Answer> {
  const headers = {
    'x-forwarded-for': address,
    ...(cookie === undefined ? {} : { cookie }),
  };
  return api.call(SESSION, { method: 'POST', body, headers });
}

async function inTurn(count: number, attempt: (n: number) => Promise<Answer>): Promise<number[]> {
  const statuses: number[] = [];
  for (let n = 0; n < count; n += 1) statuses.push((await attempt(n)).status);
  return statuses;
}

describe('strangers who guess', () => {
  it(
    'from fourteen addresses do not lock the owner out',
    async () => {
      const guesses = await inTurn(14, (n) => signIn(`198.51.100.${n}`, WRONG));
      expect(guesses).toEqual(Array(14).fill(401));
      expect((await signIn('203.0.113.1')).status).toBe(200);
    },
    SLOW_MS,
  );

  it(
    'eleven names from one address do not lock out the owner who sits behind it too',
    async () => {
      const guesses = await inTurn(11, (n) =>
        signIn('203.0.113.2', { ...WRONG, email: `nobody${n}@example.com` }),
      );
      expect(guesses).toEqual(Array(11).fill(401));
      expect((await signIn('203.0.113.2')).status).toBe(200);
    },
    SLOW_MS,
  );

  it(
    'wait after ten wrong ones, and a browser that signed in before from there does not',
    async () => {
      const cookie = cookieOf(await signIn('203.0.113.3'));
      expect(await inTurn(10, () => signIn('203.0.113.3', WRONG))).toEqual(Array(10).fill(401));
      const refused = await signIn('203.0.113.3');
      expect([refused.status, codeOf(refused)]).toEqual([429, 'TOO_MANY_ATTEMPTS']);
      expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(30);
      const device = cookie.split('; ').find((one) => one.startsWith('millrace_device=')) ?? '';
      expect((await signIn('203.0.113.3', OWNER, device)).status).toBe(200);
      const forged = `${device.slice(0, -4)}0000`;
      expect((await signIn('203.0.113.3', OWNER, forged)).status).toBe(429);
    },
    SLOW_MS,
  );

  it(
    'gain nothing from the other addresses of an IPv6 network, or from a header they write',
    async () => {
      const wrong = { ...WRONG, email: 'somebody@example.com' };
      const network = (n: number): string => `2001:db8:1:2::${n + 1}`;
      expect(await inTurn(10, (n) => signIn(network(n), wrong))).toEqual(Array(10).fill(401));
      expect((await signIn('2001:db8:1:2:aaaa::1', wrong)).status).toBe(429);
      const spoofed = await signIn('198.51.100.200, 2001:db8:1:2::9', wrong);
      expect(spoofed.status).toBe(429);
    },
    SLOW_MS,
  );
});
