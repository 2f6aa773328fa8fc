import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { API_KEY, BEARER, codeOf, OWNER, startApi, type TestApi } from '../http/testing.ts';
import { OwnerBootstrap } from './owner-bootstrap.ts';
import { PeopleModule } from './people.module.ts';

const SESSION = '/api/v1/session';

describe('an owner from the environment', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await startApi([PeopleModule], { owner: { ...OWNER, apiKey: API_KEY } });
  });
  afterAll(() => api.close());

  const signIn = (password: string) =>
    api.call(SESSION, { method: 'POST', body: { ...OWNER, password } });

  it('is there after the first start, with the API key, and stays one after the second', async () => {
    const bootstrap = api.app.get(OwnerBootstrap);
    await bootstrap.ensure();
    await bootstrap.ensure();
    expect((await api.call('/api/v1/api-keys', { headers: BEARER })).body).toMatchObject({
      items: [{ name: 'MILLRACE_API_KEY', start: API_KEY.slice(0, 8) }],
      next: null,
    });
    expect((await signIn(OWNER.password)).status).toBe(200);
    const setup = await api.call('/api/v1/setup', { method: 'POST', body: OWNER });
    expect([setup.status, codeOf(setup)]).toEqual([409, 'SETUP_DONE']);
  });

  it('keeps the password when the environment names another', async () => {
    await api.app.get(OwnerBootstrap).ensure();
    api.config.owner = { ...OWNER, password: 'another password' };
    await api.app.get(OwnerBootstrap).ensure();
    expect((await signIn('another password')).status).toBe(401);
    expect((await signIn(OWNER.password)).status).toBe(200);
  });

  it('is refused with the reason when the password is too short or the key is for a stranger', async () => {
    await api.app.get(OwnerBootstrap).ensure();
    api.config.owner = { ...OWNER, password: 'short' };
    await expect(api.app.get(OwnerBootstrap).ensure()).rejects.toThrow(
      /Use at least 10 characters/,
    );
    api.config.owner = { ...OWNER, email: 'other@example.com', apiKey: API_KEY };
    await expect(api.app.get(OwnerBootstrap).ensure()).rejects.toThrow(/other@example\.com/);
  });
});
