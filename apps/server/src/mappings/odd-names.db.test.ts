import type { PreviewRow } from '@millrace/model';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testDatabase, type TestDatabase } from '../testing/test-database.ts';
import { startServer, type TestServer } from '../testing/test-server.ts';

let database: TestDatabase;
let server: TestServer;

beforeAll(async () => {
  database = await testDatabase();
  server = await startServer(database);
});

afterAll(async () => {
  await server.stop();
  await database.drop();
});

const BODY = '{"o":{"__proto__":{"x":1},"constructor":{"x":2},"toString":"t"}}';

describe('a member with the name of a prototype', () => {
  it.each([
    ["$.trigger.body.o['__proto__'].x", 1],
    ['$.trigger.body.o.constructor.x', 2],
    ['$.trigger.body.o', (JSON.parse(BODY) as { o: unknown }).o],
  ])('%s gives a preview and a run the same', async ($path, expected) => {
    const mapping = { $path };
    const steps = [{ id: 'values', kind: 'set', fields: { found: mapping } }];
    const flow = await server.flow({ name: $path, steps });
    const run = await server.until(await server.start(flow, BODY));
    const [attempt] = run.attempts;
    expect(attempt?.output).toEqual({ found: expected });

    const given = `{"mapping":${JSON.stringify(mapping)},"data":{"trigger":{"body":${BODY}}}}`;
    const shown = await server.api('POST', '/mappings/preview', given);
    expect([shown.status, shown.body['value']]).toEqual([200, expected]);

    const tried = await server.api('POST', '/mappings/preview', { mapping, flow_id: flow.id });
    const [row] = tried.body['rows'] as PreviewRow[];
    expect(row).toMatchObject({ ok: true });
    expect(row?.value).toEqual(expected);
  });
});
