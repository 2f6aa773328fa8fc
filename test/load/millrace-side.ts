import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Client } from 'pg';
import { cleanUp, startMillrace, type Millrace } from '../support/millrace.ts';
import { connectTo, socketUrl, type Cluster } from './cluster.ts';
import type { Side } from './side.ts';

/** Millrace under load, and what a scenario needs to prepare it. */
export interface MillraceSide extends Side {
  millrace: Millrace;
  database: Client;
}

/** With or without `gated`, each has an index of its own. */
const UNFINISHED = `SELECT 1 FROM runs WHERE status IN ('queued', 'running', 'waiting')`;

/** The real server with its own database and the headline flow. */
export async function startMillraceSide(partner: string): Promise<MillraceSide> {
  const millrace = await startMillrace();
  const { dataDir } = millrace;
  const password = readFileSync(join(dataDir, 'postgres.password'), 'utf8').trim();
  const side = await sideOf([millrace], {
    url: socketUrl(join(dataDir, 'postgres', 'run'), password, 'millrace'),
    pid: pidIn(join(dataDir, 'postgres', 'data', 'postmaster.pid')),
  });
  side.urls.push(await publishFlow(millrace, headlineFlow(partner)));
  return side;
}

/** Running servers that share a database, without any flow. */
export async function sideOf(
  servers: readonly [Millrace, ...Millrace[]],
  { url, pid }: Pick<Cluster, 'url' | 'pid'>,
): Promise<MillraceSide> {
  const database = await connectTo(url);
  let mark = '';
  return {
    name: 'Millrace',
    urls: [],
    servers: servers.map(({ pid: server }) => server),
    postmaster: pid,
    millrace: servers[0],
    database,
    unfinished: async () => {
      const { rowCount } = await database.query(
        `${UNFINISHED} AND NOT gated UNION ALL ${UNFINISHED} AND gated LIMIT 1`,
      );
      return (rowCount ?? 0) > 0;
    },
    completed: async () => {
      const { rows } = await database.query<{ count: string }>(
        `SELECT count(*) FROM runs WHERE id > '${mark}' AND status = 'succeeded'`,
      );
      return Number(rows[0]?.count);
    },
    begin: async () => {
      await database.query('CHECKPOINT');
      mark = lastIdBefore(Date.now());
    },
    stop: async () => {
      await database.end();
      await Promise.all(servers.map((server) => server.stop()));
      await Promise.all(servers.map(({ dataDir }) => cleanUp(dataDir)));
    },
  };
}

/** Order → map of six fields → one call. */
export function headlineFlow(partner: string, name = 'Orders') {
  const map = {
    id: 'contact',
    kind: 'set',
    fields: {
      order: { $path: '$.trigger.body.id' },
      email: { $path: '$.trigger.body.billing.email' },
      name: {
        $template: '{{trigger.body.billing.first_name}} {{trigger.body.billing.last_name}}',
      },
      total: { $path: '$.trigger.body.total' },
      currency: { $path: '$.trigger.body.currency' },
      city: { $path: '$.trigger.body.billing.city' },
    },
  };
  const send = {
    id: 'send',
    kind: 'action',
    action: 'http.request',
    input: { method: 'POST', url: partner, body: { $path: '$.steps.contact.output' } },
  };
  return { millrace: 1, name, trigger: { kind: 'webhook' }, steps: [map, send] as const };
}

/** Makes a flow live; gives its trigger address. */
export async function publishFlow({ api }: Millrace, document: unknown): Promise<string> {
  const made = await api<{ id: string; hook_url: string }>('POST', '/flows', { document });
  const { id, hook_url: url } = made.body;
  const live = await api('POST', `/flows/${id}/publish`);
  if (live.status >= 300) throw new Error(JSON.stringify([made.body, live.body]));
  return url;
}

/** The last time-ordered id (uuid v7) before an instant. */
function lastIdBefore(at: number): string {
  const time = at.toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-000000000000`;
}

function pidIn(file: string): number {
  return Number(readFileSync(file, 'utf8').split('\n')[0]);
}
