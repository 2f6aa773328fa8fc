import type { RunDetail } from '@millrace/model';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startPartner, type Partner } from '../testing/partner.ts';
import { testDatabase, type TestDatabase } from '../testing/test-database.ts';
import { briefly, callStep, startServer, type TestServer } from '../testing/test-server.ts';

let database: TestDatabase;
let partner: Partner;
let server: TestServer;

beforeAll(async () => {
  database = await testDatabase();
  partner = await startPartner();
  server = await startServer(database);
});

afterEach(() => {
  partner.reset();
});

afterAll(async () => {
  await server.stop();
  await partner.close();
  await database.drop();
});

const call = (flow: string, more = {}): object => ({ id: 'call', kind: 'call', flow, ...more });
const body = { n: { $path: '$.trigger.body.n' } };

async function ran(steps: object[], content: unknown = { n: 4 }): Promise<RunDetail> {
  const flow = await server.flow({ name: `Caller ${Math.random()}`, steps });
  return server.until(await server.start(flow, content));
}

/** The run that a run called. */
async function called({ id }: RunDetail): Promise<RunDetail[]> {
  const { rows } = await server.pool.query<{ id: string }>(
    'SELECT id FROM runs WHERE parent_id = $1 ORDER BY id',
    [id],
  );
  return Promise.all(rows.map((row) => server.run(row.id)));
}

describe('a flow that calls another', () => {
  it('gives it a body and goes on with what it puts out', async () => {
    const double = { $template: '{{trigger.body.n}}{{trigger.body.n}}' };
    await server.flow({ name: 'Double', steps: [{ id: 's', kind: 'set', fields: { double } }] });
    const after = {
      id: 'after',
      kind: 'set',
      fields: { v: { $path: '$.steps.call.output.double' } },
    };
    const run = await ran([call('Double', { body }), after]);
    expect(run.status).toBe('succeeded');
    expect(run.attempts.at(-1)?.output).toEqual({ v: '44' });
    const [child] = await called(run);
    expect(child).toMatchObject({ parent: run.id, status: 'succeeded', flow_name: 'Double' });
    const { body: event } = await server.api('GET', `/events/${child?.event ?? ''}`);
    expect(event).toMatchObject({ kind: 'call', body: { n: 4 }, run: child?.id });
  });

  it('waits for it over delays and calls of its own, once for each item of a loop', async () => {
    await server.flow({
      name: 'Slow',
      steps: [{ id: 'd', kind: 'delay', for: '1s' }, callStep('send', partner.url)],
    });
    const loop = { id: 'each', kind: 'for-each', items: [1, 2, 3], concurrency: 3 };
    const run = await ran([{ ...loop, steps: [call('Slow')] }]);
    expect(run.status).toBe('succeeded');
    expect(await called(run)).toHaveLength(3);
    expect(partner.calls).toHaveLength(3);
    expect(new Set(partner.calls.map(({ key }) => key)).size).toBe(3);
  });

  it('fails with it, naming the flow and its run', async () => {
    const stop = { id: 'no', kind: 'stop', as: 'failed', message: 'inner words' };
    await server.flow({ name: 'Refuses', steps: [stop] });
    const run = await ran([call('Refuses')]);
    const [child] = await called(run);
    expect(run).toMatchObject({
      status: 'failed',
      error: {
        code: 'CALLED_FLOW_FAILED',
        message: 'The called flow "Refuses" ended as failed.',
        hint: `Look at run ${child?.id ?? ''}.`,
      },
    });
  });

  it('fails with it when it is cancelled', async () => {
    await server.flow({ name: 'Endless', steps: [{ id: 'd', kind: 'delay', for: '30d' }] });
    const flow = await server.flow({ name: 'Calls endless', steps: [call('Endless')] });
    const run = await server.until(await server.start(flow), 'waiting');
    await expect.poll(async () => (await called(run))[0]?.status).toBe('waiting');
    const [child] = await called(run);
    await server.api('POST', `/runs/${child?.id ?? ''}/cancel`);
    expect((await server.until(run.id)).error).toMatchObject({
      code: 'CALLED_FLOW_FAILED',
      message: 'The called flow "Endless" ended as cancelled.',
    });
  });

  it('fails when there is none of that name, or none that is published', async () => {
    await server.api('POST', '/flows', {
      document: { millrace: 1, name: 'Draft only', trigger: { kind: 'webhook' }, steps: [] },
    });
    for (const name of ['Nobody', 'Draft only']) {
      expect((await ran([call(name)])).error).toMatchObject({
        code: 'CALLED_FLOW_UNKNOWN',
        message: `There is no published flow "${name}" to call.`,
      });
    }
  });

  it('that calls itself ends at a depth, in every run of the chain', async () => {
    const flow = await server.flow({ name: 'Itself', steps: [call('Itself')] });
    const outer = await server.until(await server.start(flow));
    let depth = 0;
    let innermost = outer;
    for (let next = await called(outer); next[0] !== undefined; next = await called(innermost)) {
      innermost = next[0];
      depth += 1;
    }
    expect(depth).toBe(10);
    expect(innermost.error?.code).toBe('CALLS_TOO_DEEP');
    expect(outer.error?.code).toBe('CALLED_FLOW_FAILED');
  });
});

describe('a called flow and what is repeated', () => {
  it('is called once although its caller is taken over by another worker', async () => {
    await server.flow({ name: 'Held', steps: [callStep('send', partner.url)] });
    const flow = await server.flow({ name: 'Calls held', steps: [call('Held')] });
    partner.holding = true;
    const run = await server.start(flow);
    await expect.poll(() => partner.calls.length).toBe(1);
    for (let n = 0; n < 3; n += 1) {
      await server.until(run, 'waiting');
      await server.pool.query(
        `UPDATE runs SET available_at = now(), status = 'queued' WHERE id = $1 AND status = 'waiting'`,
        [run],
      );
    }
    await server.until(run, 'waiting');
    partner.calls[0]?.answer();
    const ended = await server.until(run, 'succeeded');
    expect(await called(ended)).toHaveLength(1);
    expect(partner.calls).toHaveLength(1);
    expect(briefly(ended)).toEqual(['call#1 succeeded']);
  });

  it('makes its calls under the same keys when its failed caller is replayed', async () => {
    await server.flow({ name: 'Effects', steps: [callStep('send', partner.url)] });
    partner.statusOf = ({ path }) => (path === '/fails' ? 400 : 200);
    const failed = await ran([call('Effects'), callStep('fails', `${partner.url}/fails`)]);
    expect(failed.status).toBe('failed');
    partner.statusOf = () => 200;
    const { body: again } = await server.api('POST', `/runs/${failed.id}/replay`, {});
    await server.until(String(again['run']), 'succeeded');
    const keys = partner.calls.map(({ key }) => key);
    expect(keys).toHaveLength(4);
    expect(keys.slice(2)).toEqual(keys.slice(0, 2));
  });
});
