import type { Side } from './side.ts';
import { connectTo, startCluster } from './cluster.ts';
import { startWorker } from './worker.ts';

/**
 * The floor, with a database under the settings of another one. The second floor also keeps headers
 * and step results.
 */
export async function startFloor(
  partner: string,
  flags: readonly string[],
  history = false,
): Promise<Side> {
  const cluster = await startCluster(flags);
  const server = await startWorker('floor.ts', cluster.url, partner, history ? 'history' : '');
  const url = await server.call<string>('listen');
  const client = await connectTo(cluster.url);
  const count = async (condition: string): Promise<number> => {
    const { rows } = await client.query<{ count: string }>(
      `SELECT count(*) FROM orders WHERE ${condition}`,
    );
    return Number(rows[0]?.count);
  };
  let before = 0;
  return {
    name: history ? 'second floor' : 'floor',
    urls: [url],
    servers: [server.pid],
    postmaster: cluster.pid,
    unfinished: async () => (await count('result IS NULL')) > 0,
    completed: async () => (await count('result IS NOT NULL')) - before,
    begin: async () => {
      await client.query('CHECKPOINT');
      before = await count('result IS NOT NULL');
    },
    stop: async () => {
      await client.end();
      await server.stop();
      await cluster.stop();
    },
  };
}
