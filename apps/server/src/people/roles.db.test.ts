import { Controller, Get, Module } from '@nestjs/common';
import { roleReaches, roleSchema, type Role } from '@millrace/model';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AppModule } from '../boot/app.module.ts';
import {
  API_KEY,
  BEARER,
  codeOf,
  OWNER,
  startApi,
  startModule,
  type TestApi,
} from '../http/testing.ts';
import { OwnerBootstrap } from './owner-bootstrap.ts';
import { PeopleModule } from './people.module.ts';
import { keyWithRole } from './testing.ts';

const SOME_ID = '01890000-0000-7000-8000-000000000000';

interface Operation {
  'x-role'?: Role;
  security?: unknown[];
}

let api: TestApi;
const keys = new Map<Role, { id: string; headers: { authorization: string } }>();

beforeAll(async () => {
  const owner = { ...OWNER, apiKey: API_KEY };
  api = await startModule((config, pool) => AppModule.with(config, pool), { owner });
  await api.app.get(OwnerBootstrap).ensure();
  for (const role of roleSchema.options) {
    keys.set(role, await keyWithRole(api.url, BEARER, role));
  }
});

afterAll(() => api.close());

/** Every route of the description that is not public, with the least role it states. */
async function routes(): Promise<{ method: string; path: string; least: Role | undefined }[]> {
  const { body } = await api.call('/api/v1/openapi.json');
  const paths = body['paths'] as Record<string, Record<string, Operation>>;
  return Object.entries(paths).flatMap(([path, calls]) =>
    Object.entries(calls)
      .filter(([, { security }]) => security === undefined)
      .map(([method, { 'x-role': least }]) => ({ method: method.toUpperCase(), path, least })),
  );
}

/** Never lets a stream run on. */
async function statusFor(role: Role, method: string, path: string): Promise<[number, string]> {
  const gone = new AbortController();
  const response = await fetch(api.url + path.replace(/\{\w+\}/g, SOME_ID), {
    method,
    headers: { ...keys.get(role)!.headers, 'content-type': 'application/json' },
    body: method === 'GET' || method === 'DELETE' ? null : '{}',
    signal: gone.signal,
  });
  const isProblem = response.headers.get('content-type')?.includes('problem') === true;
  const code = isProblem ? ((await response.json()) as { code: string }).code : '';
  gone.abort();
  return [response.status, code];
}

describe('a role', () => {
  it('opens exactly the routes that say so, and no other', async () => {
    const all = await routes();
    expect(all.length).toBeGreaterThan(35);
    for (const { method, path, least } of all) {
      expect([method, path, least]).toEqual([method, path, expect.toBeOneOf(roleSchema.options)]);
      for (const role of roleSchema.options) {
        const [status, code] = await statusFor(role, method, path);
        const isOpen = roleReaches(role, least!);
        expect([role, method, path, status === 403]).toEqual([role, method, path, !isOpen]);
        if (!isOpen) expect(code).toBe('ROLE_TOO_LOW');
        expect([method, path, status < 500]).toEqual([method, path, true]);
      }
    }
  });

  it('keeps looking after people and keys for owners, and changing for editors', async () => {
    const all = await routes();
    const needing = (role: Role): string[] =>
      all.flatMap(({ method, path, least }) => (least === role ? `${method} ${path}` : [])).sort();
    expect(needing('owner')).toEqual([
      'DELETE /api/v1/api-keys/{id}',
      'GET /api/v1/api-keys',
      'GET /api/v1/audit',
      'POST /api/v1/api-keys',
    ]);
    const changing = needing('viewer').filter((route) => !route.startsWith('GET '));
    expect(changing).toEqual([
      'DELETE /api/v1/session',
      'POST /api/v1/flows/{id}/check',
      'POST /api/v1/mappings/preview',
    ]);
  });

  it('says which is needed and which one has', async () => {
    const { headers } = keys.get('viewer')!;
    const answer = await api.call('/api/v1/flows', { method: 'POST', body: {}, headers });
    expect(answer.status).toBe(403);
    expect(answer.body).toMatchObject({
      code: 'ROLE_TOO_LOW',
      detail: 'This needs the role editor; you have the role viewer.',
    });
  });

  it('of a key is never more than that of its maker', async () => {
    const { headers } = keys.get('owner')!;
    await api.pool.query("UPDATE members SET role = 'editor'");
    const listed = await api.call('/api/v1/api-keys', { headers });
    expect([listed.status, codeOf(listed)]).toEqual([403, 'ROLE_TOO_LOW']);
    const flows = await api.call('/api/v1/flows', { headers });
    expect(flows.status).toBe(200);
    await api.pool.query("UPDATE members SET role = 'owner'");
  });

  it('of a key is listed with it, and is the maker’s own unless another is asked for', async () => {
    const made = await api.call('/api/v1/api-keys', {
      method: 'POST',
      body: { name: 'plain' },
      headers: BEARER,
    });
    expect(made.body).toMatchObject({ name: 'plain', role: 'owner' });
    const wrong = await api.call('/api/v1/api-keys', {
      method: 'POST',
      body: { name: 'plain', role: 'admin' },
      headers: BEARER,
    });
    expect([wrong.status, codeOf(wrong)]).toEqual([422, 'REQUEST_INVALID']);
  });
});

describe('a route without a least role', () => {
  it('keeps the server from starting, and is named', async () => {
    @Controller('forgotten')
    class ForgottenController {
      @Get()
      read(): string {
        return 'open';
      }
    }
    @Module({ controllers: [ForgottenController] })
    class ForgottenModule {}
    await expect(startApi([PeopleModule, ForgottenModule])).rejects.toThrow(
      'GET /api/v1/forgotten is neither @Public() nor says its @LeastRole().',
    );
  });
});
