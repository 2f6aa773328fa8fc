import { afterAll, beforeAll, expect, it } from 'vitest';
import { Acceptor, type Receipt } from '../acceptance/acceptor.ts';
import { FlowService } from '../flows/flow.service.ts';
import { testDatabase, type TestDatabase } from '../testing/test-database.ts';
import { startServer, type TestServer } from '../testing/test-server.ts';

/*
 * A source of events that knows nothing but the acceptance port: what a new folder under triggers/
 * has to bring. It stands for a schedule: one event a slot, however many processes tick.
 */
class TickSource {
  constructor(
    private readonly acceptor: Acceptor,
    private readonly flows: FlowService,
  ) {}

  async tick(token: string, slots: readonly number[]): Promise<Receipt[]> {
    const target = await this.flows.byToken(token);
    if (target === undefined) return [];
    return this.acceptor.accept(
      slots.map((slot) => ({
        target,
        source: 'schedule',
        payload: Buffer.from(JSON.stringify({ slot })),
        headers: [['content-type', 'application/json']],
        request: undefined,
        receivedAt: new Date(slot),
        sender: { verdict: 'genuine' },
        dedupe: { by: 'source', key: Buffer.from(`slot ${slot}`), windowMs: 86_400_000 },
      })),
    );
  }
}

let database: TestDatabase;
let servers: TestServer[];

beforeAll(async () => {
  database = await testDatabase();
  servers = [await startServer(database), await startServer(database)];
});

afterAll(async () => {
  for (const server of servers) await server.stop();
  await database.drop();
});

it('brings events, runs and dedupe with the acceptance port alone', async () => {
  const [server = expect.fail()] = servers;
  const steps = [{ id: 's', kind: 'set', fields: { slot: { $path: '$.trigger.body.slot' } } }];
  const flow = await server.flow({ trigger: { kind: 'manual' }, steps });
  const token = flow.hook.slice('/hooks/'.length);
  const slots = [1_800_000_000_000, 1_800_000_060_000, 1_800_000_120_000];
  const ticks = await Promise.all(
    servers.map((one) =>
      new TickSource(one.get(Acceptor as never), one.get(FlowService)).tick(token, slots),
    ),
  );
  const receipts = ticks.flat();
  expect(receipts).toHaveLength(6);
  expect(receipts.filter(({ verdict }) => verdict === 'accepted')).toHaveLength(3);
  const runs = [...new Set(receipts.map(({ run }) => run ?? expect.fail()))];
  expect(runs).toHaveLength(3);
  const outputs = await Promise.all(
    runs.map(async (run) => (await server.until(run, 'succeeded')).attempts[0]?.output),
  );
  expect(outputs).toEqual(expect.arrayContaining(slots.map((slot) => ({ slot }))));
  const { body } = await server.api('GET', `/events?flow=${flow.id}`);
  const { items } = body as { items: { kind: string; verdict: string }[] };
  expect(new Set(items.map(({ kind }) => kind))).toEqual(new Set(['schedule']));
  expect(items.filter(({ verdict }) => verdict === 'duplicate')).toHaveLength(3);
});
