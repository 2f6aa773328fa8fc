import { Client } from 'pg';

/*
 * What the database saw, in the order in which it saw it. Triggers of ours write every change of a
 * run and every write of attempts into a side table, with the name of the process: each generation
 * of each process connects under a name of its own. The order of two lines about one run is the
 * order of their writes, because both hold that run's row lock.
 */

/** One write to a run or of its attempts. Times are milliseconds since 1970. */
export interface RunLogLine {
  seq: number;
  run: string;
  kind: 'run' | 'attempt';
  at: number;
  process: string;
  oldStatus: string | null;
  /** Null in lines about attempts, as are fences and leases. */
  newStatus: string | null;
  oldFence: number | null;
  /** The fence that the writer asked for, even where something kept it from being stored. */
  newFence: number | null;
  /** The end of the lease before and after. */
  oldUntil: number | null;
  newUntil: number | null;
}

/** The triggers' names sort first, so that they see what was asked for before others change it. */
const INSTALL = `
  CREATE TABLE chaos_log (
    seq bigserial PRIMARY KEY, run_id uuid NOT NULL, kind text NOT NULL, at timestamptz NOT NULL,
    process text NOT NULL, old_status text, new_status text, old_fence integer, new_fence integer,
    old_until timestamptz, new_until timestamptz
  );
  CREATE FUNCTION chaos_log_run() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF TG_OP = 'INSERT' THEN
      INSERT INTO chaos_log (run_id, kind, at, process, new_status, new_fence, new_until)
      VALUES (NEW.id, 'run', clock_timestamp(), current_setting('application_name'), NEW.status,
        NEW.fence, NEW.available_at);
    ELSE
      INSERT INTO chaos_log (run_id, kind, at, process, old_status, new_status, old_fence, new_fence,
        old_until, new_until)
      VALUES (NEW.id, 'run', clock_timestamp(), current_setting('application_name'), OLD.status,
        NEW.status, OLD.fence, NEW.fence, OLD.available_at, NEW.available_at);
    END IF;
    RETURN NEW;
  END $$;
  CREATE FUNCTION chaos_log_attempt() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    INSERT INTO chaos_log (run_id, kind, at, process)
    VALUES (NEW.run_id, 'attempt', clock_timestamp(), current_setting('application_name'));
    RETURN NEW;
  END $$;
  CREATE TRIGGER a_chaos_log BEFORE INSERT OR UPDATE ON runs
    FOR EACH ROW EXECUTE FUNCTION chaos_log_run();
  CREATE TRIGGER a_chaos_log BEFORE INSERT OR UPDATE ON attempts
    FOR EACH ROW EXECUTE FUNCTION chaos_log_attempt();`;

const PAGE = 5_000;
const READ = `
  SELECT seq::integer, run_id AS run, kind, extract(epoch FROM at)::double precision * 1000 AS at,
    process, old_status AS "oldStatus", new_status AS "newStatus", old_fence AS "oldFence",
    new_fence AS "newFence", extract(epoch FROM old_until)::double precision * 1000 AS "oldUntil",
    extract(epoch FROM new_until)::double precision * 1000 AS "newUntil"
  FROM chaos_log ORDER BY run_id, seq`;

export async function installRunLog(url: string): Promise<void> {
  await withClient(url, (client) => client.query(INSTALL));
}

/** Every run's lines, run by run. */
export async function* readRunLog(url: string): AsyncGenerator<RunLogLine[]> {
  let run: RunLogLine[] = [];
  for await (const line of readRows<RunLogLine>(url, READ)) {
    if (run[0] !== undefined && run[0].run !== line.run) {
      yield run;
      run = [];
    }
    run.push(line);
  }
  if (run.length > 0) yield run;
}

/** The rows of a query, without holding more than a page of them. */
export async function* readRows<T extends object>(url: string, sql: string): AsyncGenerator<T> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(`BEGIN; DECLARE page CURSOR FOR ${sql}`);
    for (;;) {
      const { rows } = await client.query<T>(`FETCH ${PAGE} FROM page`);
      yield* rows;
      if (rows.length === 0) return;
    }
  } finally {
    await client.end();
  }
}

/** A connection of its own past the proxy, for one use. */
export async function withClient<T>(url: string, use: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}
