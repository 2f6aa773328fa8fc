import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { testDatabase, type TestDatabase } from '../testing/test-database.ts';
import { startServer, type TestServer } from '../testing/test-server.ts';

let database: TestDatabase;
let server: TestServer;
let partner: Server;
let url: string;
const created: unknown[] = [];

beforeAll(async () => {
  database = await testDatabase();
  server = await startServer(database);
  partner = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk: Buffer) => (text += chunk.toString()));
    request.on('end', () => {
      if (request.method === 'POST') created.push(JSON.parse(text));
      response.writeHead(request.method === 'POST' ? 201 : 404, {
        'content-type': 'application/json',
      });
      response.end(JSON.stringify({ title: 'Resource Not Found', known: [1, 2] }));
    });
  });
  await new Promise<void>((resolve) => partner.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(partner.address() as AddressInfo).port}/members/7`;
});

afterAll(async () => {
  await server.stop();
  partner.close();
  await database.drop();
});

it('a step behind one that failed and goes on sees status, code, message and body of the failure', async () => {
  const error = (member: string) => ({ $path: `$.steps.find.error.${member}` });
  const action = 'http.request';
  const flow = await server.flow({
    steps: [
      { id: 'find', kind: 'action', action, on_error: 'continue', input: { method: 'GET', url } },
      {
        id: 'seen',
        kind: 'set',
        fields: {
          ...{ status: error('status'), code: error('code'), message: error('message') },
          ...{ body: error('body'), title: { $template: '{{steps.find.error.body.title}}' } },
        },
      },
      {
        id: 'missing',
        kind: 'filter',
        when: { all: [{ left: error('status'), op: 'equals', right: 404 }] },
      },
      {
        id: 'create',
        kind: 'action',
        action,
        input: {
          method: 'POST',
          url,
          body: { because: error('body.title'), all: error('body.known') },
        },
      },
    ],
  });
  const run = await server.until(await server.start(flow));
  expect(run.status).toBe('succeeded');
  const [find, seen] = run.attempts;
  expect(find).toMatchObject({ step: 'find', status: 'failed' });
  expect(seen?.output).toEqual({
    status: 404,
    code: find?.error?.code,
    message: find?.error?.message,
    body: { title: 'Resource Not Found', known: [1, 2] },
    title: 'Resource Not Found',
  });
  expect(seen?.output).toMatchObject({ code: expect.stringMatching(/^[A-Z_]+$/) as string });
  expect(created).toEqual([{ because: 'Resource Not Found', all: [1, 2] }]);
});
