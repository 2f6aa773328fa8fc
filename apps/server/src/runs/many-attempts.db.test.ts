import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Attempt } from '@millrace/model';
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

interface Page {
  items: Attempt[];
  next: string | null;
}

const set = { id: 'at', kind: 'set', fields: { at: { $path: '$.index' } } };
const loop = (items: unknown, steps: object[]) => [
  { id: 'each', kind: 'for-each', items, concurrency: 1, steps },
];

describe('a run with many attempts', () => {
  it('shows the last 200 and leads to the others, each once', async () => {
    const items = Array.from({ length: 450 }, (_, n) => n);
    const flow = await server.flow({ name: 'Many', steps: loop(items, [set]) });
    const id = await server.start(flow);
    const run = await server.until(id, 'succeeded');
    expect(run.attempts).toHaveLength(200);
    expect(run.attempts.at(-1)).toMatchObject({ step: 'each', seq: 451 });

    const seen = run.attempts.map(({ seq }) => seq);
    for (let next = run.earlier ?? null; next !== null;) {
      const answer = await server.api('GET', `/runs/${id}/attempts?limit=100&cursor=${next}`);
      const page = answer.body as unknown as Page;
      seen.unshift(...page.items.map(({ seq }) => seq));
      next = page.next;
    }
    expect(seen).toEqual(Array.from({ length: 451 }, (_, n) => n + 1));
  });

  it('reads a page of it and leaves the rest of the journal alone', async () => {
    const items = Array.from({ length: 1_000 }, (_, n) => n);
    const flow = await server.flow({ name: 'Long', steps: loop(items, [set]) });
    const id = await server.start(flow);
    await server.until(id, 'succeeded');
    const seqs = async (path: string): Promise<[number, number, number]> => {
      const answer = await server.api('GET', `/runs/${id}/attempts${path}`);
      expect(answer.status).toBe(200);
      const found = (answer.body as unknown as Page).items.map(({ seq }) => seq);
      return [found[0] ?? 0, found.at(-1) ?? 0, found.length];
    };
    // What cannot be read stands for what is not to be read.
    const spoil = (which: string) =>
      server.pool.query(`UPDATE attempts SET entries = '[' WHERE run_id = $1 AND ${which}`, [id]);
    const { rowCount } = await spoil('last_seq < 600');
    expect(rowCount).toBeGreaterThan(0);
    expect((await server.run(id)).attempts).toHaveLength(200);
    expect(await seqs('?limit=20')).toEqual([982, 1001, 20]);
    expect((await server.api('GET', `/runs/${id}/attempts/900`)).body).toMatchObject({ seq: 900 });

    await spoil('first_seq > 900');
    expect(await seqs('?limit=20&cursor=850')).toEqual([830, 849, 20]);
    const spoilt = await server.api('GET', `/runs/${id}/attempts?limit=20&cursor=20`);
    expect(spoilt.status).toBe(500);
  });

  it('shows what was written before rows said which attempts they hold', async () => {
    const items = Array.from({ length: 450 }, (_, n) => n);
    const flow = await server.flow({ name: 'Old', steps: loop(items, [set]) });
    const id = await server.start(flow);
    await server.until(id, 'succeeded');
    await server.pool.query(
      'UPDATE attempts SET first_seq = NULL, last_seq = NULL WHERE run_id = $1',
      [id],
    );
    const { body } = await server.api('GET', `/runs/${id}/attempts?limit=3&cursor=203`);
    expect((body as unknown as Page).items.map(({ seq }) => seq)).toEqual([200, 201, 202]);
    expect(body['next']).toBe('200');
  });

  it('is answered in bounded size, and what is cut can be read by itself', async () => {
    const pad = 'x'.repeat(50_000);
    const copy = { id: 'copy', kind: 'set', fields: { pad: { $path: '$.trigger.body.pad' } } };
    const items = Array.from({ length: 40 }, (_, n) => n);
    const flow = await server.flow({ name: 'Large', steps: loop(items, [copy]) });
    const id = await server.start(flow, { pad });
    const run = await server.until(id, 'succeeded');
    expect(JSON.stringify(run).length).toBeLessThan(1_200_000);
    expect(run.attempts.at(-1)).toMatchObject({ step: 'each', output: null, cut: ['output'] });
    expect(run.attempts.at(-2)).toMatchObject({ step: 'copy', output: { pad } });
    expect(run.attempts[0]).toMatchObject({ step: 'copy', output: null, cut: ['output'] });
    const whole = await server.api('GET', `/runs/${id}/attempts/1`);
    expect(whole.body).toMatchObject({ seq: 1, output: { pad } });
  });

  it.each([
    ['7', 404, 'ATTEMPT_NOT_FOUND'],
    ['0', 422, 'REQUEST_INVALID'],
    ['x', 422, 'REQUEST_INVALID'],
  ])('has no attempt %s', async (seq, status, code) => {
    const flow = await server.flow({
      name: `Without ${seq}`,
      steps: [{ id: 'a', kind: 'set', fields: {} }],
    });
    const id = await server.start(flow);
    const answer = await server.api('GET', `/runs/${id}/attempts/${seq}`);
    expect([answer.status, answer.body['code']]).toEqual([status, code]);
  });
});
