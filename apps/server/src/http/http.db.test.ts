import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Controller, Get, HttpException, Module } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MappingsModule } from '../mappings/mappings.module.ts';
import { OwnerBootstrap } from '../people/owner-bootstrap.ts';
import { PeopleModule } from '../people/people.module.ts';
import { Public } from './public.ts';
import { API_KEY, BEARER, codeOf, OWNER, startApi, type TestApi } from './testing.ts';

const PREVIEW = '/api/v1/mappings/preview';

@Controller('broken')
@Public()
class BrokenController {
  @Get('defect')
  defect(): never {
    throw new TypeError('a secret: hunter2');
  }

  @Get('teapot')
  teapot(): never {
    throw new HttpException('short and stout', 418);
  }
}

@Module({ controllers: [BrokenController] })
class BrokenModule {}

let api: TestApi;
let dir: string;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'millrace editor '));
  await mkdir(join(dir, 'assets'));
  await writeFile(join(dir, 'index.html'), '<!doctype html><title>Editor</title>');
  await writeFile(join(dir, 'assets', 'index-abc123.js'), 'export {};');
  await writeFile(join(dir, 'favicon.svg'), '<svg/>');
  await writeFile(join(dir, '..', `${dir.split('/').at(-1)}.txt`), 'outside');
  api = await startApi([PeopleModule, MappingsModule, BrokenModule], {
    editorDir: dir,
    maxBody: 2_000,
    owner: { ...OWNER, apiKey: API_KEY },
  });
  await api.app.get(OwnerBootstrap).ensure();
});

afterAll(async () => {
  await api.close();
  await rm(dir, { recursive: true });
  await rm(`${dir}.txt`);
});

const post = (body: unknown, headers: Record<string, string> = {}) =>
  api.call(PREVIEW, { method: 'POST', body, headers: { ...BEARER, ...headers } });

describe('an error', () => {
  it('is a problem document with a code, a hint and an id', async () => {
    const answer = await api.call('/api/v1/nothing-here?token=hunter2', { headers: BEARER });
    expect(answer.status).toBe(404);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.body).toEqual({
      type: 'urn:millrace:error:ROUTE_NOT_FOUND',
      title: 'Route not found',
      status: 404,
      code: 'ROUTE_NOT_FOUND',
      detail: 'There is nothing at GET /api/v1/nothing-here.',
      hint: 'See /api/docs for the calls that exist.',
      id: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
    });
  });

  it.each([
    ['cut short', '{"mapping":', 400, 'REQUEST_MALFORMED'],
    ['not JSON', 'hello', 400, 'REQUEST_MALFORMED'],
    ['a bare value', '7', 422, 'REQUEST_INVALID'],
    ['too large', JSON.stringify({ mapping: 'x'.repeat(3_000), data: 1 }), 413, 'BODY_TOO_LARGE'],
    ['too deep', `{"mapping":1,"data":${'['.repeat(900)}${']'.repeat(900)}}`, 422, 'DATA_TOO_DEEP'],
  ])('says what is wrong with a body that is %s', async (_what, body, status, code) => {
    const answer = await post(body);
    expect([answer.status, codeOf(answer)]).toEqual([status, code]);
  });

  it('names each field that does not fit', async () => {
    const answer = await post({ maping: 1, data: {} });
    expect(answer.status).toBe(422);
    expect(answer.body).toMatchObject({
      code: 'REQUEST_INVALID',
      faults: [{ path: '/mapping' }, { path: '/maping', message: '"maping" is not known here.' }],
    });
  });

  it('of ours shows an id and nothing else', async () => {
    const answer = await api.call('/api/v1/broken/defect');
    expect([answer.status, codeOf(answer)]).toEqual([500, 'INTERNAL']);
    expect(answer.text).not.toContain('hunter2');
    expect(answer.text).not.toContain('.ts');
  });

  it('of the framework becomes one of ours', async () => {
    const answer = await api.call('/api/v1/broken/teapot');
    expect(codeOf(answer)).toBe('REQUEST_INVALID');
  });

  it('in the spelling of a path is not a server error', async () => {
    const answer = await api.call('/api/v1/api-keys/%E0%A4%A', { headers: BEARER });
    expect([answer.status, codeOf(answer)]).toEqual([422, 'REQUEST_INVALID']);
  });
});

describe('a content type', () => {
  it.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'application/json, text/plain',
    'multipart/form-data; boundary=x',
  ])('of %s is refused before the body is read', async (type) => {
    const answer = await post('{"mapping":1,"data":1}', { 'content-type': type });
    expect([answer.status, codeOf(answer)]).toEqual([415, 'CONTENT_TYPE_REFUSED']);
  });

  it('of JSON may name its charset', async () => {
    const answer = await post('{"mapping":1,"data":1}', {
      'content-type': 'application/json; charset=utf-8',
    });
    expect(answer.status).toBe(200);
  });
});

describe('a preview of a mapping', () => {
  it.each([
    [{ $path: '$.a' }, 1, 'number', ['$.a']],
    [{ $template: 'n={{a}}' }, 'n=1', 'string', ['$.a']],
    [{ x: [{ $path: '$.a' }] }, { x: [1] }, 'object', ['$.a']],
    [{ $path: '$.gone', missing: 'omit' }, null, 'missing', ['$.gone']],
    [7, 7, 'number', []],
  ])('of %j gives the value, its type and its sources', async (mapping, value, type, sources) => {
    const answer = await post({ mapping, data: { a: 1 } });
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({ value, type, sources });
  });

  it('that fails says why, with the code of the mapping', async () => {
    const answer = await post({ mapping: { $path: '$.b' }, data: { a: 1 } });
    expect([answer.status, codeOf(answer)]).toEqual([422, 'PATH_MISSING']);
  });
});

describe('the editor', () => {
  it('is served at every path that is one of its pages, and asked for again each time', async () => {
    for (const path of ['/', '/flows/123', '/runs?status=failed', '/index.html', '/some.page']) {
      const answer = await api.call(path);
      expect([path, answer.status]).toEqual([path, 200]);
      expect(answer.text).toContain('Editor');
      expect(answer.headers.get('cache-control')).toBe('no-cache');
    }
  });

  it('keeps its hashed files for a year, and a missing one is missing', async () => {
    const asset = await api.call('/assets/index-abc123.js');
    expect(asset.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect((await api.call('/assets/index-old.js')).status).toBe(404);
    expect((await api.call('/favicon.svg')).headers.get('cache-control')).toBe('no-cache');
  });

  it('takes no other method, and no path out of its folder', async () => {
    expect((await api.call('/flows/123', { method: 'POST' })).status).toBe(404);
    const name = dir.split('/').at(-1) ?? '';
    const answer = await api.call(`/..%2f${encodeURIComponent(name)}.txt`);
    expect(answer.text).not.toContain('outside');
  });

  it('may run no script but its own, in no frame', async () => {
    for (const path of ['/', '/api/v1/session', '/api/docs', '/assets/index-abc123.js', '/api/x']) {
      const { headers } = await api.call(path);
      const policy = headers.get('content-security-policy') ?? '';
      expect([path, policy]).toEqual([path, expect.stringContaining("default-src 'self'")]);
      expect(policy).toContain("object-src 'none'");
      expect(policy).toContain("base-uri 'none'");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toMatch(/script-src|unsafe-eval/);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('referrer-policy')).toBe('same-origin');
      expect(headers.get('x-powered-by')).toBeNull();
    }
  });
});

describe('the description of the API', () => {
  it('is a page that works under the content security policy', async () => {
    const page = await api.call('/api/docs');
    expect(page.status).toBe(200);
    expect(page.headers.get('content-type')).toContain('text/html');
    expect(page.text).not.toMatch(/<script(?! defer src="\/api\/docs\/)/);
    expect(page.text).not.toMatch(/style="|<style|https?:/);
    const script = await api.call('/api/docs/page.js');
    expect(script.headers.get('content-type')).toContain('javascript');
    expect((await api.call('/api/docs/page.css')).headers.get('content-type')).toContain('css');
  });

  it('shows bodies, answers and problems', async () => {
    const { body } = await api.call('/api/v1/openapi.json');
    expect(body).toMatchObject({
      openapi: '3.1.0',
      paths: {
        '/api/v1/mappings/preview': {
          post: {
            requestBody: { required: true },
            responses: { 200: {}, default: { content: { 'application/problem+json': {} } } },
          },
        },
        '/api/v1/session': { get: { security: [] } },
      },
    });
  });
});

describe('while the database is away', () => {
  it('every call says so, and when to come back', async () => {
    const cut = await startApi([PeopleModule]);
    await cut.pool.end();
    for (const [path, headers] of [
      ['/api/v1/api-keys', BEARER],
      ['/api/v1/session', {}],
    ] as const) {
      const answer = await cut.call(path, { headers });
      expect([answer.status, codeOf(answer)]).toEqual([503, 'DATABASE_AWAY']);
      expect(answer.headers.get('retry-after')).toBe('2');
    }
    const signIn = await cut.call('/api/v1/session', { method: 'POST', body: OWNER });
    expect([signIn.status, codeOf(signIn)]).toEqual([503, 'DATABASE_AWAY']);
    await cut.close().catch(() => undefined);
  });
});
