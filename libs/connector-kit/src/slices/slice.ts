import { createHash } from 'node:crypto';
import {
  AppError,
  isJsonObject,
  type JsonValue,
  type Manifest,
  type Slice,
  type SliceKind,
} from '@millrace/model';
import { matchesHost } from '../interpreter/host-pattern.ts';
import { limitsOfPart } from '../interpreter/limit-names.ts';

/** Most bytes of a slice as JSON. */
export const MOST_SLICE_BYTES = 64 * 1024;

/** Cuts an action or trigger out of a manifest, with the lists, shapes and servers it names. */
export function sliceOf(manifest: Manifest, kind: SliceKind, id: string): Slice | undefined {
  const action = kind === 'action' ? manifest.actions?.[id] : undefined;
  const trigger = kind === 'trigger' ? manifest.triggers?.[id] : undefined;
  const own = action ?? trigger;
  if (own === undefined) return undefined;
  const named = namesIn(own);
  const lists = only(manifest.lists, named.get('list'));
  const shapes = only(manifest.shapes, named.get('shape'));
  const asked = namesIn([own, lists, shapes]).get('server') ?? [];
  const members = {
    connector: manifest.id,
    id,
    servers: only(manifest.servers, new Set(['api', ...asked])),
    defaults: manifest.defaults,
    answers: manifest.answers,
    lists,
    shapes,
  };
  if (action !== undefined) return { kind: 'action', ...members, action };
  return trigger === undefined ? undefined : { kind: 'trigger', ...members, trigger };
}

/** The slice's name: the SHA-256 of its JSON with sorted keys, in hex. */
export function hashOfSlice(slice: Slice): string {
  return createHash('sha256').update(JSON.stringify(slice, sortKeys)).digest('hex');
}

/**
 * The manifest that a kept slice runs under: the slice's requests with the account of the connector
 * as it is now. Throws HOST_NOT_ALLOWED when the slice calls a host that the connector left.
 */
export function withSlice(live: Manifest, slice: Slice): Manifest {
  for (const text of Object.values(slice.servers ?? {})) requireAllowed(live, text);
  const { defaults, answers, lists, shapes } = slice;
  const part: Manifest = {
    ...live,
    defaults,
    answers,
    lists,
    shapes,
    servers: { ...live.servers, ...slice.servers },
    actions: slice.kind === 'action' ? { [slice.id]: slice.action } : {},
    triggers: slice.kind === 'trigger' ? { [slice.id]: slice.trigger } : {},
  };
  return { ...part, limits: limitsOfPart(live, part) };
}

/** Addresses are compared before their names are filled in: these come from the same account. */
function requireAllowed(live: Manifest, text: string): void {
  const host = hostPart(text);
  const ofAccounts = Object.values(live.auth).flatMap(({ servers = {} }) => Object.values(servers));
  const known = [...Object.values(live.servers ?? {}), ...ofAccounts].map(hostPart);
  if (known.includes(host) || (live.hosts ?? []).some((one) => matchesHost(one, host))) return;
  throw new AppError('HOST_NOT_ALLOWED', { app: live.name, host });
}

/** `{dc}.api.example.com` of `https://{dc}.api.example.com/3.0`; the name alone of an address that is one value. */
export function hostPart(text: string): string {
  return text.replace(/^[a-z]+:\/\//i, '').replace(/[/?].*$/s, '');
}

/** The ids that stand under `list`, `shape` and `server` anywhere in a value. */
function namesIn(value: unknown): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  const walk = (part: unknown): void => {
    if (typeof part !== 'object' || part === null) return;
    for (const [key, member] of Object.entries(part)) {
      if (typeof member === 'string') found.set(key, (found.get(key) ?? new Set()).add(member));
      else walk(member);
    }
  };
  walk(value);
  return found;
}

function only<T>(
  all: Readonly<Record<string, T>> | undefined,
  ids: ReadonlySet<string> | undefined,
): Record<string, T> | undefined {
  const kept = Object.entries(all ?? {}).filter(([id]) => ids?.has(id));
  return kept.length === 0 ? undefined : Object.fromEntries(kept);
}

function sortKeys(_: string, value: JsonValue): JsonValue {
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
