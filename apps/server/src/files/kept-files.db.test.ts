import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { FileHandle } from '@millrace/model';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Maintenance } from '../database/maintenance.ts';
import { BEARER } from '../http/testing.ts';
import { testDatabase, type TestDatabase } from '../testing/test-database.ts';
import { startServer, type TestServer } from '../testing/test-server.ts';

/** Bytes that are no text in any charset that answers come in. */
const PICTURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x00, 0xff, 0xfe, 0x80, 0x0d]);

let database: TestDatabase;
let server: TestServer;
let application: Server;
let url: string;
const received: Buffer[] = [];

beforeAll(async () => {
  database = await testDatabase();
  server = await startServer(database);
  application = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      if (request.method === 'POST') received.push(Buffer.concat(chunks));
      response.setHeader('Content-Type', request.method === 'GET' ? 'image/png' : 'text/plain');
      response.end(request.method === 'GET' ? PICTURE : 'ok');
    });
  });
  await new Promise<void>((resolve) => application.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(application.address() as AddressInfo).port}/picture`;
});

afterAll(async () => {
  await server.stop();
  application.close();
  await database.drop();
});

const picture = { $path: '$.steps.fetch.output.body' };
const steps = () => [
  { id: 'fetch', kind: 'action', action: 'http.request', input: { method: 'GET', url } },
  {
    id: 'pass',
    kind: 'action',
    action: 'http.request',
    input: {
      method: 'POST',
      url,
      headers: { 'Content-Type': 'multipart/form-data' },
      body: { file: picture },
    },
  },
];

it('a binary answer is kept as a file, is passed on byte for byte, and can be fetched', async () => {
  const run = await server.until(await server.start(await server.flow({ steps: steps() })));
  expect(run.status).toBe('succeeded');
  const handle = (run.attempts[0]?.output as { body: FileHandle }).body;
  expect(handle).toMatchObject({ type: 'image/png', bytes: PICTURE.length });
  expect(received[0]?.includes(PICTURE)).toBe(true);
  const file = await fetch(`${server.url}/api/v1/files/${handle.file}`, { headers: BEARER });
  expect(Buffer.from(await file.arrayBuffer())).toEqual(PICTURE);
  expect(file.headers.get('content-disposition')).toMatch(/^attachment/);

  // As old as events may get, it goes, and whoever asks for it is told.
  const month = 31 * 86_400_000;
  await server.get(Maintenance).tick(new Date(Date.now() + month));
  const gone = await server.api('GET', `/files/${handle.file}`);
  expect([gone.status, gone.body['code']]).toEqual([404, 'FILE_NOT_FOUND']);
});

it('a run that waits longer than files are kept still has the one it got', async () => {
  const [fetching, passing] = steps();
  const pause = { id: 'pause', kind: 'delay', until: { $path: '$.trigger.body.until' } };
  const flow = await server.flow({
    name: 'Patient',
    steps: [fetching, pause, passing].map(Object),
  });
  const until = new Date(Date.now() + 4_000).toISOString();
  received.length = 0;
  const run = await server.start(flow, { until });
  await server.until(run, 'waiting');
  await server.pool.query("UPDATE files SET created_at = now() - interval '40 days'");
  await server.get(Maintenance).tick(new Date());
  await server.until(run, 'succeeded');
  expect(received[0]?.includes(PICTURE)).toBe(true);

  await server.get(Maintenance).tick(new Date());
  expect((await server.pool.query('SELECT FROM files')).rows).toEqual([]);
});

it('a name that was made up opens nothing', async () => {
  const name = `s.01939f3a-7b21-7c4d-8e5f-000000000210.${'A'.repeat(22)}`;
  const answer = await server.api('GET', `/files/${name}`);
  expect([answer.status, answer.body['code']]).toEqual([422, 'FILE_REFUSED']);
});
