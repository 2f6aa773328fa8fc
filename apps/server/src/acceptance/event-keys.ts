import {
  AppError,
  isAppError,
  parseDuration,
  type JsonObject,
  type JsonValue,
  type Mapping,
} from '@millrace/model';
import { evaluateMapping, Work } from '@millrace/mapping';
import { bodyDedupeKey, valueDedupeKey } from '@millrace/signatures';
import { dedupeBy, webhookOf } from '../flows/webhook-trigger.ts';
import type { Arrival } from './arrival.ts';

const DEFAULT_WINDOW = '30d';
/**
 * What the keys of one delivery may take, in the work of single evaluations: 0.3 s at worst. A
 * thousand plain paths take a hundredth of one; a search through the whole for every item may take
 * several.
 */
const MOST_EVALUATIONS = 10;
/** Characters of keys that take about as long to write and hash as one evaluation may. */
const CHARACTERS_AN_EVALUATION = 4 * 1024 * 1024;

/** What makes two deliveries the same one. */
export interface DedupeEntry {
  key: Uint8Array;
  windowMs: number;
}

/** The keys of one event. */
export interface EventKeys {
  /** `absent` when the flow names a value that this event does not have: such are never copies. */
  dedupe: DedupeEntry | undefined | 'absent';
  /** Runs of one key follow each other in the order of their events. */
  orderKey: Uint8Array | null;
}

/** An event as its keys see it. */
export interface KeyedEvent {
  /** What its run will see under `trigger`; asked for only where a key is a mapping. */
  trigger: () => JsonObject;
  /** Its place in a split delivery. */
  index: number | undefined;
}

/** Computes the keys of the events of one delivery, within a bound for all of them together. */
export class EventKeyMaker {
  private readonly arrival: Arrival;
  private used = 0;

  constructor(arrival: Arrival) {
    this.arrival = arrival;
  }

  /** True when a key is a mapping, so that the body has to be read for it. */
  get readsBody(): boolean {
    const { dedupe, target } = this.arrival;
    const compared = dedupe.by === 'trigger' && typeof dedupeBy(webhookOf(target)) === 'object';
    return compared || target.document.order_by !== undefined;
  }

  /** Throws what mappings do, and MAPPING_LIMIT when the keys of the delivery take too much work. */
  of(event: KeyedEvent): EventKeys {
    const { order_by: orderBy } = this.arrival.target.document;
    const orderKey =
      orderBy === undefined ? null : this.keyOf(this.valueOf(orderBy, event) ?? null);
    return { orderKey, dedupe: this.dedupeOf(event) };
  }

  private dedupeOf(event: KeyedEvent): EventKeys['dedupe'] {
    const { dedupe: scope, payload, target } = this.arrival;
    const { index } = event;
    if (scope.by === 'nothing') return undefined;
    if (scope.by === 'source') return { key: itemKey(scope.key, index), windowMs: scope.windowMs };
    const trigger = webhookOf(target);
    const by = dedupeBy(trigger);
    if (by === 'none') return undefined;
    const windowMs = parseDuration(trigger.dedupe?.window ?? DEFAULT_WINDOW) ?? 0;
    if (typeof by === 'object') {
      const value = this.presentValue(by.key, event);
      return value === undefined ? 'absent' : { key: this.keyOf(value), windowMs };
    }
    const protocolKey = by === 'preset' ? scope.protocolKey : undefined;
    return { key: itemKey(protocolKey ?? bodyDedupeKey(payload), index), windowMs };
  }

  /** The value that identifies an event: nothing when it is absent, null or empty. */
  private presentValue(mapping: Mapping, event: KeyedEvent): JsonValue | undefined {
    try {
      const value = this.valueOf(mapping, event);
      const isEmpty =
        value === null || value === '' || (Array.isArray(value) && value.length === 0);
      return isEmpty ? undefined : value;
    } catch (error) {
      if (isAppError(error) && error.code === 'PATH_MISSING') return undefined;
      throw error;
    }
  }

  private valueOf(mapping: Mapping, { trigger }: KeyedEvent): JsonValue | undefined {
    const work = new Work();
    const value = evaluateMapping(mapping, { trigger: trigger() }, { work });
    this.spend(1 - work.left);
    return value;
  }

  private keyOf(value: JsonValue): Uint8Array {
    const text = JSON.stringify(value);
    this.spend(text.length / CHARACTERS_AN_EVALUATION);
    return valueDedupeKey(text);
  }

  private spend(evaluations: number): void {
    this.used += evaluations;
    if (this.used <= MOST_EVALUATIONS) return;
    throw new AppError('MAPPING_LIMIT', {
      limit: 'the work that the keys of one delivery may take',
    });
  }
}

/** A key of the whole delivery tells items of it apart by their place. */
function itemKey(key: Uint8Array, index: number | undefined): Uint8Array {
  if (index === undefined) return key;
  return valueDedupeKey(JSON.stringify([Buffer.from(key).toString('base64'), index]));
}
