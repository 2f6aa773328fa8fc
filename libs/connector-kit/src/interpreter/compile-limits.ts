import { createHash } from 'node:crypto';
import {
  isAppError,
  isJsonNumber,
  type ConnectorRequest,
  type JsonObject,
  type JsonValue,
  type Limit,
  type Manifest,
  type Mapping,
  type TimeUnit,
} from '@millrace/model';
import type { ManifestMapping } from '@millrace/mapping';
import type { AccountLimits } from '../limits/account-limits.ts';
import type { Bucket, BucketRules } from '../limits/bucket.ts';
import { HOLD_MS } from '../limits/limit-room.ts';
import type { Lesson } from '../limits/learned.ts';
import type { Share } from '../limits/line.ts';
import { compileM, msOf } from './compile-request.ts';
import { limitsOf } from './limit-names.ts';
import { msUntil } from './time-of.ts';

/** A limit that holds for a request, compiled. */
export interface LimitUse {
  /** What the call spends of it; undefined where it does not hold for this call. */
  share: (limits: AccountLimits, host: string, data: JsonObject) => Share | undefined;
  /** True for one that belongs to a part of the account, such as a chat. */
  isNarrow: boolean;
  /** Takes what an answer says of it; `data` is what the request's mappings saw, and the answer. */
  learn: ((bucket: Bucket, data: JsonObject, at: { now: Date; clock: number }) => void) | undefined;
}

/** Compiles the limits that hold for a request. */
export function compileLimits(manifest: Manifest, request: ConnectorRequest): LimitUse[] {
  const { named, general } = limitsOf(manifest, request);
  const cost = (request.limit ?? manifest.defaults?.limit)?.cost;
  return [
    ...named.flatMap((id) => useOf(manifest, id, cost === undefined ? undefined : compileM(cost))),
    ...general.flatMap((id) => useOf(manifest, id, undefined)),
  ];
}

function useOf(manifest: Manifest, id: string, cost: ManifestMapping | undefined): LimitUse[] {
  const limit = manifest.limits?.[id];
  if (limit === undefined) return [];
  const rules = rulesOf(limit);
  const key = keyOf(id, rules, limit.per);
  /** What the next such call is taken to cost, by the words of the application. */
  const costs = new WeakMap<Bucket, number>();
  const use: LimitUse = {
    isNarrow: typeof limit.per === 'object',
    share: (limits, host, data) => {
      const name = key(host, data);
      if (name === undefined) return undefined;
      const bucket = limits.bucket(name, rules);
      return { bucket, cost: amountOf(cost?.(data)) ?? costs.get(bucket) ?? 1 };
    },
    learn: limit.learn && learner(limit.learn, costs),
  };
  return [use];
}

function rulesOf({ calls, at_once: atOnce, hold }: Limit): BucketRules {
  const windows = calls?.flatMap((one) => ({ count: one.count, inMs: msOf(one.in) ?? 0 }));
  // Windows of which only half is used are a pause; without them there would be none.
  const holdMs = msOf(hold) ?? (windows === undefined ? HOLD_MS : undefined);
  return {
    ...(windows === undefined ? {} : { calls: windows }),
    ...(atOnce === undefined ? {} : { atOnce }),
    ...(holdMs === undefined ? {} : { holdMs }),
  };
}

type KeyOf = (host: string, data: JsonObject) => string | undefined;

/** The rules are part of the key, as two versions of a connector may have different ones. */
function keyOf(id: string, rules: BucketRules, per: Limit['per']): KeyOf {
  const prefix = `${id} ${JSON.stringify(rules)}`;
  if (per === undefined || per === 'connection') return () => prefix;
  if (per === 'server') return (host) => `${prefix} ${host}`;
  const evaluate = compileM(per);
  return (_, data) => {
    const part = textOf(evaluate(data));
    return part === '' ? undefined : `${prefix} ${part}`;
  };
}

const LONGEST_KEY = 64;

function textOf(value: JsonValue | undefined): string {
  if (value === undefined || value === null) return '';
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  if (text.length <= LONGEST_KEY) return text;
  return createHash('sha256').update(text).digest('base64');
}

function learner(
  written: NonNullable<Limit['learn']>,
  costs: WeakMap<Bucket, number>,
): NonNullable<LimitUse['learn']> {
  const { left, most, reset, refill_per_s: refill, cost, unit = 's' } = written;
  const read = {
    left: reader(left),
    most: reader(most),
    refill: reader(refill),
    cost: reader(cost),
    reset: reader(reset),
  };
  return (bucket, data, at) => {
    const lesson: Lesson = {
      left: amountOf(read.left(data)),
      most: amountOf(read.most(data)),
      refillPerS: amountOf(read.refill(data)),
      resetAt: resetAt(read.reset(data), unit, at),
    };
    bucket.learn(lesson);
    const next = amountOf(read.cost(data));
    if (next !== undefined && next > 0) costs.set(bucket, next);
  };
}

/** What an answer has in another form than expected says nothing, and takes nothing away from the call. */
function reader(mapping: Mapping | undefined): (data: JsonObject) => JsonValue | undefined {
  if (mapping === undefined) return () => undefined;
  const evaluate = compileM(mapping);
  return (data) => {
    try {
      return evaluate(data);
    } catch (error) {
      if (isAppError(error)) return undefined;
      throw error;
    }
  };
}

function resetAt(
  value: JsonValue | undefined,
  unit: TimeUnit,
  { now, clock }: { now: Date; clock: number },
): number | undefined {
  const ms = value === undefined ? undefined : msUntil(value, unit, now);
  return ms === undefined ? undefined : clock + ms;
}

/** Numbers of headers are texts. */
function amountOf(value: JsonValue | undefined): number | undefined {
  const isNumber = isJsonNumber(value) || (typeof value === 'string' && value.trim() !== '');
  const number = isNumber ? Number(value) : NaN;
  return Number.isFinite(number) && number >= 0 ? number : undefined;
}
