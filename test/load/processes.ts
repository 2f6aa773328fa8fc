import { randomBytes } from 'node:crypto';
import { startMillrace } from '../support/millrace.ts';
import { closeLater } from './closing.ts';
import { flagsOf, startCluster } from './cluster.ts';
import { startEnds } from './measure.ts';
import { headlineFlow, publishFlow, sideOf, startMillraceSide } from './millrace-side.ts';
import { inTurns, type TurnOptions } from './turns.ts';

/** Throughput of one process and of two that share a database, half of the load on each. */
export async function processes(options: TurnOptions): Promise<void> {
  const ends = closeLater(await startEnds());
  const one = closeLater(await startMillraceSide(ends.partner));
  const cluster = closeLater(await startCluster(flagsOf(one.postmaster)));
  const env = {
    MILLRACE_DATABASE_URL: cluster.url,
    MILLRACE_ENCRYPTION_KEY: randomBytes(32).toString('hex'),
  };
  const servers = [await startMillrace({ env }), await startMillrace({ env })] as const;
  const two = closeLater(await sideOf(servers, cluster));
  const url = await publishFlow(servers[0], headlineFlow(ends.partner));
  two.urls.push(...servers.map((server) => new URL(new URL(url).pathname, server.url).href));
  one.name = 'one process';
  two.name = 'two processes';
  await inTurns([one, two], ends, options);
}
