import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AppModule } from '../boot/app.module.ts';
import { OwnerBootstrap } from '../people/owner-bootstrap.ts';
import { RouteList } from './openapi/route-list.ts';
import { API_KEY, codeOf, OWNER, startModule, type TestApi } from './testing.ts';

/** Every route that answers without a sign-in. A new one needs a reason and a line here. */
const OPEN = [
  'GET /api/docs',
  'GET /api/docs/page.css',
  'GET /api/docs/page.js',
  'GET /api/v1/openapi.json',
  'GET /api/v1/session',
  'GET /oauth/callback/page.js',
  'POST /api/v1/session',
  'POST /api/v1/setup',
];

const SOME_ID = '01890000-0000-7000-8000-000000000000';

let api: TestApi;

beforeAll(async () => {
  const owner = { ...OWNER, apiKey: API_KEY };
  api = await startModule((config, pool) => AppModule.with(config, pool), { owner });
  await api.app.get(OwnerBootstrap).ensure();
});

afterAll(() => api.close());

interface Layer {
  route?: { path: string; methods: Record<string, boolean> };
}

/** The routes as Express has them: what requests really meet, not what decorators promise. */
function expressRoutes(): string[] {
  const routes = layers()
    .filter(({ methods }) => !isForAll(methods))
    .flatMap(({ path, methods }) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
  // Nest registers a path outside its prefix more than once.
  return [...new Set(routes)].sort();
}

function layers() {
  const express = api.app.getHttpAdapter().getInstance() as unknown as {
    router: { stack: Layer[] };
  };
  return express.router.stack.flatMap(({ route }) => (route === undefined ? [] : [route]));
}

/** Nest marks the edges of its prefix with handlers for every method; no controller has one. */
function isForAll(methods: Record<string, boolean>): boolean {
  return Object.keys(methods).length > 10;
}

describe('every route', () => {
  it('is closed without a sign-in, unless it is on the short list', async () => {
    const routes = expressRoutes();
    expect(routes.length).toBeGreaterThan(30);
    const open: string[] = [];
    for (const route of routes) {
      const [method = '', path = ''] = route.split(' ');
      const answer = await api.call(path.replace(/:\w+/g, SOME_ID), {
        method,
        ...(method === 'GET' ? {} : { body: {} }),
      });
      if (answer.status === 401 && codeOf(answer) === 'SIGN_IN_REQUIRED') continue;
      open.push(route);
    }
    expect(open).toEqual(OPEN);
  });

  it('for every method is none', async () => {
    const paths = new Set(layers().flatMap(({ path, methods }) => (isForAll(methods) ? path : [])));
    expect(paths.size).toBeGreaterThan(0);
    for (const path of paths) {
      const answer = await api.call(path.replace(/\{?\/\*\w+\}?/, '/none'), { method: 'PROPFIND' });
      expect([path, answer.status, codeOf(answer)]).toEqual([path, 404, 'ROUTE_NOT_FOUND']);
    }
  });

  it('is closed for a wrong key and for a spelling that only looks like the path', async () => {
    for (const path of ['/api/v1/%66lows', '/api/v1//flows', '/API/V1/flows', '/api/v1/flows/']) {
      const answer = await api.call(path, { headers: { authorization: 'Bearer wrong' } });
      expect([path, answer.status >= 400 && answer.status < 500]).toEqual([path, true]);
    }
  });

  it('stands in the description of the API, with a summary of its own', async () => {
    const { body } = await api.call('/api/v1/openapi.json');
    const paths = body['paths'] as Record<string, Record<string, { summary: string }>>;
    const described = Object.entries(paths).flatMap(([path, calls]) =>
      Object.keys(calls).map(
        (method) => `${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ':$1')}`,
      ),
    );
    expect(described.sort()).toEqual(expressRoutes());
    for (const { summary, operationId } of api.app.get(RouteList).all().map(titled)) {
      expect(summary, operationId).toMatch(/^[A-Z]/);
    }
  });
});

function titled({ description, operationId }: ReturnType<RouteList['all']>[number]) {
  return { summary: description?.summary ?? '', operationId };
}

describe('the description of the API', () => {
  it('refers only to schemas it holds', async () => {
    const { text, body } = await api.call('/api/v1/openapi.json');
    const { schemas } = body['components'] as { schemas: Record<string, unknown> };
    const references = [...text.matchAll(/"\$ref":"([^"]+)"/g)].map((match) => match[1] ?? '');
    expect(references.length).toBeGreaterThan(20);
    const missing = references.filter(
      (reference) => !Object.hasOwn(schemas, reference.replace('#/components/schemas/', '')),
    );
    expect(missing).toEqual([]);
  });
});
