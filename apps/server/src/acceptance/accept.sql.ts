import {
  boolArray,
  bytesArray,
  floatArray,
  intArray,
  textArray,
  timeArray,
  uuidArray,
} from '../database/pg-arrays.ts';
import { insertEvents } from '../events/insert-events.ts';
import type { StoredEvent } from '../events/event.ts';
import { insertRuns, NO_LINEAGE } from '../runs/insert-runs.ts';
import { LEASE_MS } from '../worker/lease.ts';
import type { DedupeEntry } from './event-keys.ts';

/** The run an accepted event starts. */
export interface NewRun {
  id: string;
  version: number;
  /** True when the run is leased to this process from the start; otherwise any worker may take it. */
  leased: boolean;
  /** True when the flow has limits or an order, so the run has to pass the limiter. */
  gated: boolean;
  orderKey: Uint8Array | null;
}

/** One event to be stored, with what comes of it. */
export interface Row {
  event: StoredEvent;
  run: NewRun | undefined;
  dedupe: DedupeEntry | undefined;
}

/** The event that a repeated one repeats. */
export interface FirstRow {
  id: string;
  event: string;
  run: string | null;
}

/*
 * One statement, so one round trip and one commit for many events: claim the dedupe keys (expired
 * ones are taken over), then the runs and the events. Two deliveries at once meet in the primary
 * key of dedupe_keys: the second waits for the first's commit and then finds its key taken. Keys
 * are claimed in their order, so that two batches never wait for each other in a circle. Of copies
 * in one batch the first claims the key for all: the others are not among those that claimed.
 */
export const ACCEPT = `
  WITH claim AS (
    INSERT INTO dedupe_keys (flow_id, key, workspace_id, event_id, run_id, expires_at)
    SELECT flow, key, workspace, event, run, now() + ms * interval '1 millisecond'
    FROM unnest($1::uuid[], $2::bytea[], $3::uuid[], $4::uuid[], $5::uuid[], $6::float8[])
      AS given (flow, key, workspace, event, run, ms)
    ORDER BY flow, key
    ON CONFLICT (flow_id, key) DO UPDATE
      SET event_id = excluded.event_id, run_id = excluded.run_id, expires_at = excluded.expires_at
      WHERE dedupe_keys.expires_at < now()
    RETURNING event_id
  ), run AS (${insertRuns(`
    SELECT id, workspace, flow, version, event,
      CASE WHEN leased THEN now() + interval '${LEASE_MS} milliseconds' END AS leased_until,
      received AS created, gated, order_key, ${NO_LINEAGE}
    FROM unnest($7::uuid[], $8::uuid[], $9::uuid[], $10::integer[], $11::uuid[], $12::boolean[],
      $13::timestamptz[], $14::boolean[], $15::bytea[], $16::boolean[])
      AS given (id, workspace, flow, version, event, leased, received, gated, order_key, keyed)
    WHERE NOT keyed OR event IN (SELECT event_id FROM claim)`)}
  ), stored AS (${insertEvents(`
    SELECT id, workspace, flow, kind,
      CASE WHEN repeated THEN 'duplicate' ELSE verdict END AS verdict,
      CASE WHEN repeated THEN 'The same delivery arrived before.' ELSE reason END AS reason,
      method, query, headers, body, received, CASE WHEN NOT repeated THEN run END AS run,
      delivery, item
    FROM (
      SELECT *, keyed AND id NOT IN (SELECT event_id FROM claim) AS repeated
      FROM unnest($17::uuid[], $18::uuid[], $19::uuid[], $20::text[], $21::text[], $22::text[],
        $23::text[], $24::text[], $25::text[], $26::bytea[], $27::timestamptz[], $28::uuid[],
        $29::boolean[], $30::uuid[], $31::bytea[])
        AS given (id, workspace, flow, kind, verdict, reason, method, query, headers, body,
          received, run, keyed, delivery, item)
    ) AS arrived`)}
    RETURNING id, verdict
  )
  SELECT id FROM stored WHERE verdict = 'duplicate'`;

/** The events that hold the dedupe keys of repeated ones. */
export const FIRST_OF = `
  SELECT given.id, event_id AS event, run_id AS run
  FROM unnest($1::uuid[], $2::uuid[], $3::bytea[]) AS given (id, flow, key)
  JOIN dedupe_keys ON flow_id = flow AND dedupe_keys.key = given.key`;

type Keyed = Row & { dedupe: DedupeEntry };
type Started = Row & { run: NewRun };

/** The parameters of ACCEPT. */
export function acceptColumns(items: readonly Row[]): Buffer[] {
  const keyed = firstOfEachKey(items.filter((item): item is Keyed => item.dedupe !== undefined));
  const started = items.filter((item): item is Started => item.run !== undefined);
  return [...keyColumns(keyed), ...runColumns(started), ...eventColumns(items)];
}

/** The parameters of FIRST_OF. */
export function firstColumns(items: readonly Row[]): Buffer[] {
  return [
    uuidArray(items.map(({ event }) => event.id)),
    uuidArray(items.map(({ event }) => event.flowId)),
    bytesArray(items.map(({ dedupe }) => dedupe?.key ?? null)),
  ];
}

/** PostgreSQL cannot decide on one key twice in a statement. */
function firstOfEachKey(items: readonly Keyed[]): Keyed[] {
  const seen = new Set<string>();
  return items.filter(({ event, dedupe }) => {
    const identity = `${event.flowId} ${Buffer.from(dedupe.key).toString('latin1')}`;
    return !seen.has(identity) && seen.add(identity);
  });
}

function keyColumns(items: readonly Keyed[]): Buffer[] {
  return [
    uuidArray(items.map(({ event }) => event.flowId)),
    bytesArray(items.map(({ dedupe }) => dedupe.key)),
    uuidArray(items.map(({ event }) => event.workspaceId)),
    uuidArray(items.map(({ event }) => event.id)),
    uuidArray(items.map(({ run }) => run?.id ?? null)),
    floatArray(items.map(({ dedupe }) => dedupe.windowMs)),
  ];
}

function runColumns(items: readonly Started[]): Buffer[] {
  return [
    uuidArray(items.map(({ run }) => run.id)),
    uuidArray(items.map(({ event }) => event.workspaceId)),
    uuidArray(items.map(({ event }) => event.flowId)),
    intArray(items.map(({ run }) => run.version)),
    uuidArray(items.map(({ event }) => event.id)),
    boolArray(items.map(({ run }) => run.leased)),
    timeArray(items.map(({ event }) => event.receivedAt)),
    boolArray(items.map(({ run }) => run.gated)),
    bytesArray(items.map(({ run }) => run.orderKey)),
    boolArray(items.map(({ dedupe }) => dedupe !== undefined)),
  ];
}

function eventColumns(items: readonly Row[]): Buffer[] {
  return [
    uuidArray(items.map(({ event }) => event.id)),
    uuidArray(items.map(({ event }) => event.workspaceId)),
    uuidArray(items.map(({ event }) => event.flowId)),
    textArray(items.map(({ event }) => event.kind)),
    textArray(items.map(({ event }) => event.verdict)),
    textArray(items.map(({ event }) => event.reason)),
    textArray(items.map(({ event }) => event.method)),
    textArray(items.map(({ event }) => event.query)),
    textArray(items.map(({ event }) => JSON.stringify(event.headers))),
    bytesArray(items.map(({ event }) => event.body)),
    timeArray(items.map(({ event }) => event.receivedAt)),
    uuidArray(items.map(({ run }) => run?.id ?? null)),
    boolArray(items.map(({ dedupe }) => dedupe !== undefined)),
    uuidArray(items.map(({ event }) => event.deliveryId)),
    bytesArray(items.map(({ event }) => event.item)),
  ];
}
