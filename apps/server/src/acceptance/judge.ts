import {
  AppError,
  isAppError,
  jsonTypeOf,
  MAX_SPLIT,
  type JsonObject,
  type JsonValue,
  type Mapping,
  type Verdict,
  type WebhookTrigger,
} from '@millrace/model';
import { evaluateMapping } from '@millrace/mapping';
import { inflateNow, type Inflated } from '@millrace/bodies';
import {
  bodyKind,
  contentEncodingOf,
  contentTypeOf,
  readJson,
  type JsonBody,
} from '../events/event-data.ts';
import type { EventReader } from '../events/event-reader.ts';
import type { StoredEvent } from '../events/event.ts';
import { mentionsDelivery } from '../flows/mentions-delivery.ts';
import { webhookOf } from '../flows/webhook-trigger.ts';
import type { Arrival } from './arrival.ts';
import { EventKeyMaker, type DedupeEntry, type KeyedEvent } from './event-keys.ts';

/**
 * Bodies up to this size are read before they are stored: JSON to tell malformed bodies, any kind
 * where the flow splits them or computes keys from them. That costs under 10 ms, and is not done
 * again, for the run is handed what was read. Larger ones are stored unread.
 */
const MOST_READ = 1024 * 1024;
const NO_BYTES = Buffer.alloc(0);

/** One event of a delivery, with what comes of it. */
export interface JudgedEvent {
  event: StoredEvent;
  /** True when it starts a run. */
  starts: boolean;
  /** The body when it was read. */
  json: { json: JsonValue } | undefined;
  dedupe: DedupeEntry | undefined;
  /** Runs of one key follow each other in the order of their events. */
  orderKey: Uint8Array | null;
}

/** What a delivery is judged with. */
export interface Means {
  newId: () => string;
  reader: Pick<EventReader, 'delivery'>;
}

/** A delivery judged: at least one event to store. */
export interface Judgement {
  verdict: Verdict;
  events: JudgedEvent[];
  refusal: AppError | undefined;
}

/**
 * Decides what becomes of a delivery: its verdict, the events it is split into, and their keys.
 * Pure, so that whoever stores events decides alike. Never throws for what was sent.
 */
export function judge(arrival: Arrival, means: Means): Judgement {
  const { newId } = means;
  const { sender, target } = arrival;
  if (sender.verdict === 'bad_signature') {
    return kept(arrival, newId, 'bad_signature', sender.reason, sender.refusal);
  }
  if (sender.verdict === 'handshake') {
    return kept(arrival, newId, 'handshake', 'Answered a connection check.');
  }
  const trigger = webhookOf(arrival.target);
  const read = readIfJson(trigger, arrival);
  if (read?.ok === false) {
    const { reason } = read;
    const refusal = new AppError('BODY_MALFORMED', { reason });
    return kept(arrival, newId, 'malformed', `The body is not valid JSON: ${reason}.`, refusal);
  }
  if (target.version === null) {
    return kept(arrival, newId, 'unpublished', 'The flow has not been published yet.');
  }
  // What a person starts by hand is meant to run all the same.
  if (target.paused && arrival.source !== 'manual') {
    return kept(arrival, newId, 'paused', 'The flow is paused.');
  }
  try {
    return { verdict: 'accepted', events: accepted(arrival, means, read), refusal: undefined };
  } catch (error) {
    if (!isAppError(error)) throw error;
    // It may be replayed once the flow is mended.
    return kept(arrival, newId, 'malformed', error.message, error);
  }
}

function kept(
  arrival: Arrival,
  newId: () => string,
  verdict: Verdict,
  reason: string,
  refusal?: AppError,
): Judgement {
  const event = eventOf(arrival, newId(), verdict, reason);
  const whole = { event, starts: false, json: undefined, dedupe: undefined, orderKey: null };
  return { verdict, events: [whole], refusal };
}

/** Throws what mappings do, BODY_TOO_LARGE_TO_READ, and what {@link itemsOf} throws. */
function accepted(
  arrival: Arrival,
  { newId, reader }: Means,
  read: { json: JsonValue } | undefined,
): JudgedEvent[] {
  const { document } = arrival.target;
  const event = eventOf(arrival, newId(), 'accepted', null);
  const { split } = webhookOf(arrival.target);
  const keys = new EventKeyMaker(arrival);
  if (split !== undefined || keys.readsBody) requireReadable(arrival);
  const delivery = reader.delivery(event, read);
  if (split === undefined) {
    const whole = { trigger: () => delivery.whole(), index: undefined };
    return [withKeys(keys, { event, json: read }, whole)];
  }
  const items = itemsOf(split, delivery.whole());
  if (items.length === 0) {
    const empty = { ...event, reason: 'The delivery holds no items, so there is nothing to run.' };
    return [{ event: empty, starts: false, json: read, dedupe: undefined, orderKey: null }];
  }
  const withWhole = event.body.length > 0 && mentionsDelivery(document);
  return items.map((json, index) => {
    const first = index === 0;
    const item: StoredEvent = {
      ...event,
      id: first ? event.id : newId(),
      body: first ? event.body : NO_BYTES,
      deliveryId: first ? null : event.id,
      item: Buffer.from(JSON.stringify(json)),
    };
    const trigger = (): JsonObject => delivery.item(item.id, json, withWhole);
    return withKeys(keys, { event: item, json: { json } }, { trigger, index });
  });
}

/** Throws SPLIT_NO_LIST, SPLIT_TOO_MANY and what mappings do. */
function itemsOf(split: Mapping, trigger: JsonObject): JsonValue[] {
  const items = evaluateMapping(split, { trigger }) ?? null;
  if (!Array.isArray(items)) throw new AppError('SPLIT_NO_LIST', { type: typeOf(items) });
  if (items.length > MAX_SPLIT) {
    throw new AppError('SPLIT_TOO_MANY', { count: items.length, most: MAX_SPLIT });
  }
  return items;
}

function typeOf(value: JsonValue): string {
  const type = jsonTypeOf(value);
  if (type === 'null') return 'nothing';
  return type === 'object' ? 'an object' : type;
}

type Unkeyed = Pick<JudgedEvent, 'event' | 'json'>;

function withKeys(keys: EventKeyMaker, one: Unkeyed, seen: KeyedEvent): JudgedEvent {
  const { dedupe, orderKey } = keys.of(seen);
  if (dedupe !== 'absent') return { ...one, starts: true, dedupe, orderKey };
  const reason = 'The value that tells copies apart is missing, so it was not compared to others.';
  const event = { ...one.event, reason };
  return { event, starts: true, json: one.json, dedupe: undefined, orderKey };
}

/** Reading a large body would hold up everybody else, also one that is only large once unpacked. */
function requireReadable(arrival: Arrival): void {
  const { payload } = arrival;
  const unpacked = payload.length > MOST_READ ? undefined : unpack(arrival);
  const isLarge = unpacked === undefined || (!unpacked.ok && unpacked.fault.kind === 'limit');
  if (!isLarge) return;
  const size = unpacked === undefined ? payload.length : `more than ${String(MOST_READ)}`;
  throw new AppError('BODY_TOO_LARGE_TO_READ', { size, most: MOST_READ });
}

function unpack({ headers, payload }: Arrival): Inflated {
  const contentEncoding = contentEncodingOf(headers);
  return inflateNow({ bytes: payload, contentEncoding, limit: MOST_READ });
}

/**
 * The body as JSON, when it says it is; undefined when it does not, or is too large to look, also
 * when it only becomes so once it is unpacked.
 */
function readIfJson({ accept }: WebhookTrigger, arrival: Arrival): JsonBody | undefined {
  const { headers, payload } = arrival;
  if (accept === 'any' || payload.length > MOST_READ) return undefined;
  if (bodyKind(contentTypeOf(headers), payload) !== 'json') return undefined;
  const unpacked = unpack(arrival);
  if (unpacked.ok) return readJson(unpacked.bytes);
  const { kind, reason } = unpacked.fault;
  return kind === 'limit' ? undefined : { ok: false, reason };
}

function eventOf(
  { target, source, payload, headers, request, receivedAt }: Arrival,
  id: string,
  verdict: Verdict,
  reason: string | null,
): StoredEvent {
  return {
    id,
    workspaceId: target.workspaceId,
    flowId: target.id,
    kind: source,
    verdict,
    reason,
    method: request?.method ?? '',
    query: request?.query ?? '',
    headers,
    body: payload,
    deliveryId: null,
    item: null,
    runId: null,
    receivedAt,
  };
}
