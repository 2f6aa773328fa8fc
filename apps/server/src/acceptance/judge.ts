import {
  AppError,
  isAppError,
  jsonTypeOf,
  MAX_SPLIT,
  parseDuration,
  type JsonObject,
  type JsonValue,
  type Mapping,
  type Verdict,
  type WebhookTrigger,
} from '@millrace/model';
import { evaluateMapping } from '@millrace/mapping';
import { inflateNow } from '@millrace/bodies';
import { bodyDedupeKey, valueDedupeKey } from '@millrace/signatures';
import {
  bodyKind,
  contentEncodingOf,
  contentTypeOf,
  readJson,
  triggerData,
  type JsonBody,
} from '../events/event-data.ts';
import type { StoredEvent } from '../events/event.ts';
import { dedupeBy, webhookOf } from '../flows/webhook-trigger.ts';
import type { Arrival } from './arrival.ts';

const DEFAULT_WINDOW = '30d';
/**
 * Bodies up to this size are read before they are stored: JSON to tell malformed bodies, any kind
 * where the flow splits them or computes keys from them. That costs under 10 ms, and is not done
 * again, for the run is handed what was read. Larger ones are stored unread.
 */
const MOST_READ = 1024 * 1024;
const NO_BYTES = Buffer.alloc(0);

/** What makes two deliveries the same one. */
export interface DedupeEntry {
  key: Uint8Array;
  windowMs: number;
}

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
export function judge(arrival: Arrival, newId: () => string): Judgement {
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
    return { verdict: 'accepted', events: accepted(arrival, newId, read), refusal: undefined };
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

function accepted(
  arrival: Arrival,
  newId: () => string,
  read: { json: JsonValue } | undefined,
): JudgedEvent[] {
  const event = eventOf(arrival, newId(), 'accepted', null);
  const { split } = webhookOf(arrival.target);
  const whole = { event, json: read };
  if (split === undefined) return [withKeys(arrival, whole, undefined)];
  requireReadable(arrival);
  const items = itemsOf(split, triggerData(event, read));
  if (items.length === 0) {
    const empty = { ...event, reason: 'The delivery holds no items, so there is nothing to run.' };
    return [{ event: empty, starts: false, json: read, dedupe: undefined, orderKey: null }];
  }
  return items.map((json, index) => {
    const first = index === 0;
    const item: StoredEvent = {
      ...event,
      id: first ? event.id : newId(),
      body: first ? event.body : NO_BYTES,
      deliveryId: first ? null : event.id,
      item: Buffer.from(JSON.stringify(json)),
    };
    return withKeys(arrival, { event: item, json: { json } }, index);
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

/** Throws what mappings do, and BODY_TOO_LARGE_TO_READ. */
function withKeys(arrival: Arrival, one: Unkeyed, index: number | undefined): JudgedEvent {
  const { order_by: orderBy } = arrival.target.document;
  if (orderBy !== undefined) requireReadable(arrival);
  const orderKey = orderBy === undefined ? null : valueKey(valueOf(orderBy, one) ?? null);
  const dedupe = dedupeOf(arrival, one, index);
  if (dedupe !== 'absent') return { ...one, starts: true, dedupe, orderKey };
  const reason = 'The value that tells copies apart is missing, so it was not compared to others.';
  const event = { ...one.event, reason };
  return { event, starts: true, json: one.json, dedupe: undefined, orderKey };
}

/** `absent` when the flow names a value that this event does not have: such are never copies. */
function dedupeOf(
  arrival: Arrival,
  one: Unkeyed,
  index: number | undefined,
): DedupeEntry | undefined | 'absent' {
  const { dedupe: scope, payload } = arrival;
  if (scope.by === 'nothing') return undefined;
  if (scope.by === 'source') return { key: itemKey(scope.key, index), windowMs: scope.windowMs };
  const trigger = webhookOf(arrival.target);
  const by = dedupeBy(trigger);
  if (by === 'none') return undefined;
  const windowMs = parseDuration(trigger.dedupe?.window ?? DEFAULT_WINDOW) ?? 0;
  if (typeof by === 'object') {
    requireReadable(arrival);
    const value = presentValue(by.key, one);
    return value === undefined ? 'absent' : { key: valueKey(value), windowMs };
  }
  const key =
    by === 'preset' ? (scope.protocolKey ?? bodyDedupeKey(payload)) : bodyDedupeKey(payload);
  return { key: itemKey(key, index), windowMs };
}

/** A key of the whole delivery tells items of it apart by their place. */
function itemKey(key: Uint8Array, index: number | undefined): Uint8Array {
  if (index === undefined) return key;
  return valueKey([Buffer.from(key).toString('base64'), index]);
}

/** The value that identifies an event: nothing when it is absent, null or empty. */
function presentValue(mapping: Mapping, one: Unkeyed): JsonValue | undefined {
  try {
    const value = valueOf(mapping, one);
    const isEmpty = value === null || value === '' || (Array.isArray(value) && value.length === 0);
    return isEmpty ? undefined : value;
  } catch (error) {
    if (isAppError(error) && error.code === 'PATH_MISSING') return undefined;
    throw error;
  }
}

function valueOf(mapping: Mapping, { event, json }: Unkeyed): JsonValue | undefined {
  return evaluateMapping(mapping, { trigger: triggerData(event, json) });
}

function valueKey(value: JsonValue): Uint8Array {
  return valueDedupeKey(JSON.stringify(value));
}

/** Reading a large body would hold up everybody else. */
function requireReadable({ payload }: Arrival): void {
  if (payload.length <= MOST_READ) return;
  throw new AppError('BODY_TOO_LARGE_TO_READ', { size: payload.length, most: MOST_READ });
}

/**
 * The body as JSON, when it says it is; undefined when it does not, or is too large to look, also
 * when it only becomes so once it is unpacked.
 */
function readIfJson(
  { accept }: WebhookTrigger,
  { headers, payload }: Arrival,
): JsonBody | undefined {
  if (accept === 'any' || payload.length > MOST_READ) return undefined;
  if (bodyKind(contentTypeOf(headers), payload) !== 'json') return undefined;
  const contentEncoding = contentEncodingOf(headers);
  if (contentEncoding === undefined) return readJson(payload);
  const unpacked = inflateNow({ bytes: payload, contentEncoding, limit: MOST_READ });
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
