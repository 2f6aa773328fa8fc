import { describe, expect, it } from 'vitest';
import { ApiProblem } from './problem.ts';
import { createQueryClient } from './query-client.ts';
import { sessionKey } from './session.ts';

function refusal(code: string, status: number): ApiProblem {
  return new ApiProblem({ status, code, detail: '', hint: '', id: null, faults: [] });
}

describe('The cache', () => {
  it('asks again who is signed in when a call says nobody is', async () => {
    const client = createQueryClient();
    client.setQueryData(sessionKey, 'someone');
    await client
      .query({
        queryKey: ['flows'],
        queryFn: () => Promise.reject(refusal('SIGN_IN_REQUIRED', 401)),
      })
      .catch(() => undefined);
    expect(client.getQueryState(sessionKey)?.isInvalidated).toBe(true);
  });

  it('keeps the session when a password was wrong', async () => {
    const client = createQueryClient();
    client.setQueryData(sessionKey, 'someone');
    await client
      .query({ queryKey: ['x'], queryFn: () => Promise.reject(refusal('SIGN_IN_FAILED', 401)) })
      .catch(() => undefined);
    expect(client.getQueryState(sessionKey)?.isInvalidated).toBe(false);
  });
});
