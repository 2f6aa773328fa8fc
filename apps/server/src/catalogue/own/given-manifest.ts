import {
  AppError,
  faultsOf,
  isJsonObject,
  manifestSchema,
  nestsWithin,
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
export type Checked =
  { manifest: Manifest; faults: readonly [] } | { manifest?: undefined; faults: readonly Fault[] };

/**
 * What somebody sent, as JSON: a text is YAML. Throws MANIFEST_UNREADABLE, MANIFEST_INVALID and
 * CONNECTOR_LIMIT.
 */
export function givenManifest(sent: JsonValue): Readonly<Record<string, unknown>> {
  const value = typeof sent === 'string' ? ofYaml(sent) : sent;
  // Before anything walks through it: text with aliases may stand for far more than it is long.
  if (!fits(value, MOST_BYTES)) throw limit('more than 2 MB as JSON', '2 MB');
  if (!nestsWithin(value, MOST_DEPTH)) {
    throw limit('lists and objects more than 64 deep in one another', '64 levels');
  }
  if (!isJsonObject(value)) throw invalid([{ path: '', message: 'Give an object.' }]);
  const odd = placesOf(value, '__proto__', '');
  if (odd.length > 0) throw invalid(odd);
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

/** True when the JSON of a value has at most so many bytes. Stops as soon as it has more. */
function fits(value: unknown, most: number): boolean {
  let left = most;
  const open = [value];
  while (open.length > 0 && left >= 0) {
    const one = open.pop();
    if (typeof one === 'string') left -= Buffer.byteLength(one) + 3;
    else if (typeof one === 'object' && one !== null) {
      for (const [key, member] of Object.entries(one)) {
        left -= Array.isArray(one) ? 1 : Buffer.byteLength(key) + 4;
        open.push(member);
      }
    } else left -= 5;
  }
  return left >= 0;
}

/** Where a member has this name: a schema would leave it out and say nothing. */
function placesOf(value: unknown, name: string, path: string): Fault[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, member]) => {
    const at = `${path}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    return key === name
      ? [{ path: at, message: `A member may not be named ${name}.` }]
      : placesOf(member, name, at);
  });
}

function limit(what: string, most: string): AppError {
  return new AppError('CONNECTOR_LIMIT', { what, limit: most });
}

function invalid(faults: readonly Fault[]): AppError {
  return new AppError('MANIFEST_INVALID', { summary: summarise(faults) }, { details: { faults } });
}
