import {
  AppError,
  faultsOf,
  isJsonObject,
  manifestSchema,
  MOST_FAULTS,
  nestsWithin,
  pointer,
  summarise,
  type Fault,
  type JsonValue,
  type Manifest,
} from '@millrace/model';
import { lintManifest } from '@millrace/connector-kit';
import { manifestOfYaml } from '@millrace/connectors';

/** Most bytes of a manifest as JSON. */
const MOST_BYTES = 2 * 1024 * 1024;
/** Most characters of YAML: reading it takes ten times as long as JSON, and nothing else runs meanwhile. */
const MOST_YAML = 512 * 1024;
const MOST_ACTIONS = 2_000;
/** Lists and objects in one another: a mapping nests, a form in a form does. */
const MOST_DEPTH = 64;
/** The next number has to fit as well. */
const MOST_VERSION = 1_000_000;

/** A manifest that fits, or what is wrong with it. */
type Checked =
  { manifest: Manifest; faults: readonly [] } | { manifest?: undefined; faults: readonly Fault[] };

/**
 * What somebody sent, as JSON: a text is YAML. Throws MANIFEST_UNREADABLE, MANIFEST_INVALID and
 * CONNECTOR_LIMIT.
 */
export function givenManifest(sent: JsonValue): Readonly<Record<string, unknown>> {
  const value = typeof sent === 'string' ? ofYaml(sent) : sent;
  // Before anything walks through it: text with aliases may stand for far more than it is long.
  if (!isWritable(value)) throw limit('more than 2 MB as JSON', '2 MB');
  if (!nestsWithin(value, MOST_DEPTH)) {
    throw limit('lists and objects more than 64 deep in one another', '64 levels');
  }
  const bytes = Buffer.byteLength(JSON.stringify(value ?? null));
  if (bytes > MOST_BYTES) throw limit(`${bytes} bytes as JSON`, '2 MB');
  if (!isJsonObject(value)) throw manifestInvalid([{ path: '', message: 'Give an object.' }]);
  const odd = placesOf(value, '__proto__', []);
  if (odd.length > 0) throw manifestInvalid(odd);
  const { actions } = value;
  const count = isJsonObject(actions) ? Object.keys(actions).length : 0;
  if (count > MOST_ACTIONS) throw limit(`${count} actions`, '2,000');
  return value;
}

/** Schema and lint of a manifest under the number that it would be kept with. */
export function checkManifest(given: Readonly<Record<string, unknown>>, version: number): Checked {
  const { data, error } = manifestSchema.safeParse({ ...given, version });
  if (data === undefined) return { faults: faultsOf(error) };
  const faults = [...requireUse(data), ...lintManifest(data)];
  if (version > MOST_VERSION) {
    const message = `The number of a version may be at most ${MOST_VERSION}.`;
    faults.push({ path: '/version', message });
  }
  return faults.length === 0 ? { manifest: data, faults: [] } : { faults };
}

/** The number that a manifest names; 0 when it names none that could be kept. */
export function versionOf({ version }: Readonly<Record<string, unknown>>): number {
  return typeof version === 'number' && Number.isInteger(version) && version > 0 ? version : 0;
}

/** Only those that come with Millrace may have code beside them. */
function requireUse({ actions = {}, triggers = {} }: Manifest): Fault[] {
  const isEmpty = Object.keys(actions).length + Object.keys(triggers).length === 0;
  if (isEmpty) return [{ path: '/actions', message: 'Name at least one action or trigger.' }];
  return Object.entries(actions)
    .filter(([, { request, steps }]) => request === undefined && steps === undefined)
    .map(([id]) => ({ path: `/actions/${id}`, message: 'Say its request, or its steps.' }));
}

function ofYaml(text: string): unknown {
  if (text.length > MOST_YAML) throw limit('more than 512 kB as YAML', '512 kB');
  return manifestOfYaml(text);
}

/** False when writing a value as JSON would take far too much. Stops as soon as it is sure. */
function isWritable(value: unknown): boolean {
  let left = 2 * MOST_BYTES;
  const open = [value];
  while (open.length > 0 && left >= 0) {
    const one = open.pop();
    left -= typeof one === 'string' ? one.length + 1 : 1;
    if (typeof one !== 'object' || one === null) continue;
    for (const [key, member] of Object.entries(one)) {
      left -= key.length;
      open.push(member);
    }
  }
  return left >= 0;
}

/** Where a member has this name: a schema would leave it out and say nothing. */
function placesOf(value: unknown, name: string, place: readonly string[]): Fault[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, member]) => {
    const at = [...place, key];
    if (key !== name) return placesOf(member, name, at);
    return [{ path: pointer(at), message: `A member may not be named ${name}.` }];
  });
}

function limit(what: string, most: string): AppError {
  return new AppError('CONNECTOR_LIMIT', { what, limit: most });
}

/** The error that lists what is wrong with a manifest. */
export function manifestInvalid(faults: readonly Fault[]): AppError {
  const details = { faults: faults.slice(0, MOST_FAULTS) };
  return new AppError('MANIFEST_INVALID', { summary: summarise(faults) }, { details });
}
