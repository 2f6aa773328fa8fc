import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Answer } from '../http/testing.ts';
import { testDatabase, type TestDatabase } from '../testing/test-database.ts';
import { startServer, type TestServer } from '../testing/test-server.ts';

let database: TestDatabase;
let server: TestServer;

beforeAll(async () => {
  database = await testDatabase();
  server = await startServer(database, { roles: new Set(['api', 'intake']) });
  const values = { base_url: 'https://shop.example', webhook_secret: 'hush' };
  const made = await server.api('POST', '/connections', {
    connector: 'woocommerce',
    name: 'woo-shop',
    values,
  });
  expect(made.status).toBe(201);
});

afterAll(async () => {
  await server.stop();
  await database.drop();
});

const RIGHT = { preset: 'github', secret: { connection: 'woo-shop', field: 'webhook_secret' } };

function documentWith(verify: object, steps: object[] = []): object {
  return { millrace: 1, name: 'Verified', trigger: { kind: 'webhook', verify }, steps };
}

function create(document: object): Promise<Answer> {
  return server.api('POST', '/flows', { document });
}

async function publish(verify: object): Promise<Answer> {
  const made = await create(documentWith(verify));
  expect(made.status).toBe(201);
  return server.api('POST', `/flows/${String(made.body['id'])}/publish`);
}

describe('a signature preset that there is not', () => {
  const wrong = documentWith({ ...RIGHT, preset: 'gtihub' });
  const refusal = {
    code: 'FLOW_DOCUMENT_INVALID',
    faults: [
      {
        path: '/trigger/verify/preset',
        message: 'There is no preset "gtihub". Did you mean "github"?',
      },
    ],
  };

  it('is refused when the flow is created and when its draft is saved', async () => {
    const created = await create(wrong);
    expect(created.status).toBe(422);
    expect(created.body).toMatchObject(refusal);
    const { id } = (await create(documentWith(RIGHT))).body;
    const saved = await server.api('PUT', `/flows/${String(id)}/draft`, { document: wrong });
    expect(saved.status).toBe(422);
    expect(saved.body).toMatchObject(refusal);
  });
});

describe('a signing secret that is nowhere', () => {
  it('is refused when the flow is published, with the field that is near', async () => {
    const answer = await publish({
      ...RIGHT,
      secret: { connection: 'woo-shop', field: 'webhok_secret' },
    });
    expect(answer.status).toBe(422);
    expect(answer.body).toMatchObject({
      code: 'FLOW_SECRET_MISSING',
      hint: 'Did you mean "webhook_secret"?',
    });
  });

  it('may come later: the draft is kept, the connection that is near is named at publishing', async () => {
    const answer = await publish({
      ...RIGHT,
      secret: { connection: 'woo-shp', field: 'webhook_secret' },
    });
    expect(answer.status).toBe(422);
    expect(answer.body).toMatchObject({ code: 'FLOW_CONNECTION_MISSING' });
    expect(answer.body['hint']).toContain('Did you mean "woo-shop"?');
  });

  it('is no fault when it is there', async () => {
    expect((await publish(RIGHT)).status).toBe(200);
  });
});

describe("a step with one of Millrace's own names", () => {
  const steps = [{ id: 'trigger', kind: 'set', fields: { x: 1 } }];

  it('is refused', async () => {
    const answer = await create(documentWith(RIGHT, steps));
    expect(answer.status).toBe(422);
    expect(answer.body['detail']).toContain("name of Millrace's own");
  });

  it('is still read where an older version has let it in', async () => {
    const { id } = (await create(documentWith(RIGHT))).body;
    const old = JSON.stringify(documentWith(RIGHT, steps));
    await server.pool.query('UPDATE flows SET draft = $1 WHERE id = $2', [old, id]);
    const read = await server.api('GET', `/flows/${String(id)}`);
    expect(read.status).toBe(200);
    expect(read.body['document']).toMatchObject({ steps });
    expect((await server.api('GET', '/flows')).status).toBe(200);
    const published = await server.api('POST', `/flows/${String(id)}/publish`);
    expect(published.body).toMatchObject({ code: 'FLOW_DOCUMENT_INVALID' });
  });
});
