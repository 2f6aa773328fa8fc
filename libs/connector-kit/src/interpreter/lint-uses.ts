import {
  useOf,
  type ConnectorAction,
  type ConnectorTrigger,
  type Fault,
  type Field,
  type Manifest,
  type Use,
} from '@millrace/model';
import { fault, type Place } from './lint-reads.ts';

/** Things that nothing uses: fields that no mapping reads, lists and shapes of no field, values that nobody asks for. */
export function lintUses(manifest: Manifest): Fault[] {
  const { actions = {}, triggers = {}, lists = {}, shapes = {} } = manifest;
  const uses = usesOf(manifest);
  const known = connectionNames(manifest);
  return [
    ...Object.entries(actions).flatMap(([id, action]) => lintActionInput(action, ['actions', id])),
    ...Object.entries(triggers).flatMap(([id, trigger]) =>
      lintTriggerInput(trigger, ['triggers', id]),
    ),
    ...Object.entries(lists).flatMap(([id, list]) => lintUsed('list', id, list, uses, known)),
    ...Object.entries(shapes).flatMap(([id, shape]) => [
      ...lintUsed('shape', id, shape, uses, known),
      ...lintUnread(shape, ['shapes', id]),
    ]),
  ];
}

/** What paths are filled with beside the input. */
function connectionNames({ connection = [], auth }: Manifest): ReadonlySet<string> {
  const kinds = Object.values(auth);
  const fields = [...connection, ...kinds.flatMap((one) => one.fields ?? [])];
  return new Set([
    ...fields.map(({ key }) => key),
    ...kinds.flatMap(({ facts = {} }) => Object.keys(facts)),
  ]);
}

interface PlacedUse {
  use: Use;
  at: Place;
}

function usesOf({ connection = [], auth, actions = {}, triggers = {} }: Manifest): PlacedUse[] {
  return [
    ...usesIn(connection, ['connection']),
    ...Object.entries(auth).flatMap(([id, { fields = [] }]) =>
      usesIn(fields, ['auth', id, 'fields']),
    ),
    ...Object.entries(actions).flatMap(([id, { input, output }]) => [
      ...usesIn(input, ['actions', id, 'input']),
      ...(output.shape === undefined
        ? []
        : [{ use: output.shape, at: ['actions', id, 'output', 'shape'] }]),
    ]),
    ...Object.entries(triggers).flatMap(([id, { input = [], output }]) => [
      ...usesIn(input, ['triggers', id, 'input']),
      ...(output?.shape === undefined
        ? []
        : [{ use: output.shape, at: ['triggers', id, 'output', 'shape'] }]),
    ]),
  ];
}

function usesIn(fields: readonly Field[], at: Place): PlacedUse[] {
  return fields.flatMap((field, index) => usesOfField(field, [...at, index]));
}

function usesOfField(field: Field, at: Place): PlacedUse[] {
  const use = useOf(field);
  const { items, fields, options = {} } = field;
  return [
    ...(use === undefined ? [] : [{ use, at }]),
    ...(items === undefined ? [] : usesOfField(items, [...at, 'items'])),
    ...(Array.isArray(fields) ? usesIn(fields, [...at, 'fields']) : []),
    ...Object.entries(options).flatMap(([key, one]) => usesOfField(one, [...at, 'options', key])),
  ];
}

/** A list or shape is used, and every use gives what it reads and nothing else. */
function lintUsed(
  kind: 'list' | 'shape',
  id: string,
  document: object,
  uses: readonly PlacedUse[],
  known: ReadonlySet<string>,
): Fault[] {
  const own = uses.filter(({ use }) => use[kind] === id);
  if (own.length === 0) return [fault([`${kind}s`, id], `No field uses this ${kind}.`)];
  const { names, all } = readsOf(document);
  return own.flatMap(({ use, at }) => {
    const given = Object.keys(use.with ?? {});
    const missing = [...names].filter((name) => !given.includes(name) && !known.has(name));
    const idle = all ? [] : given.filter((name) => !names.has(name));
    return [
      ...missing.map((name) =>
        fault(at, `The ${kind} "${id}" reads input.${name}, which "with" does not give.`),
      ),
      ...idle.map((name) =>
        fault(at, `The ${kind} "${id}" does not read "${name}", which "with" gives.`),
      ),
    ];
  });
}

function lintUnread(
  { kinds, schema }: NonNullable<Manifest['shapes']>[string],
  at: Place,
): Fault[] {
  const read = Object.entries(kinds).filter(([, kind]) => kind.read !== undefined);
  return [
    ...(schema === undefined
      ? []
      : [fault([...at, 'schema'], 'JSON Schema is not read yet; give field.')]),
    ...read.map(([kind]) =>
      fault([...at, 'kinds', kind, 'read'], 'Values are not read back yet; leave it out.'),
    ),
  ];
}

function lintActionInput(action: ConnectorAction, at: Place): Fault[] {
  const { input, request, steps, answers, output, repeat } = action;
  if (request === undefined && steps === undefined) return [];
  return lintIdle(input, [request, steps, answers, output.value, repeat], at);
}

function lintTriggerInput({ input = [], webhook, poll }: ConnectorTrigger, at: Place): Fault[] {
  return webhook === undefined && poll === undefined ? [] : lintIdle(input, [webhook, poll], at);
}

/** A field that no mapping reads does nothing, unless another field depends on it. */
function lintIdle(fields: readonly Field[], readers: unknown, at: Place): Fault[] {
  const { names, all } = readsOf([readers, usesIn(fields, []).map(({ use }) => use.with)]);
  const shown = new Set(fields.flatMap(({ show_when }) => siblingsIn(show_when)));
  return fields.flatMap(({ key }, index) => {
    if (all || names.has(key) || shown.has(key)) return [];
    return [fault([...at, 'input', index], `Nothing reads "${key}": the field does nothing.`)];
  });
}

/** The input as it stands in paths and templates, and the values of a path's template. */
const INPUT = /(?:^|\$\.|[^\w.$])input(?:\.([\w-]+)|\[\s*['"]?([\w-]+)['"]?\s*\])/g;
const WHOLE = /\$\.input(?![\w.[])|\{\{[^}]*[ (]input(?![\w.[:])/;
const HOLE = /\{\+?([A-Za-z_][\w-]*)\}/g;

/** The members of the input that a part of a manifest reads; all of them where it reads it whole. */
function readsOf(document: unknown): { names: ReadonlySet<string>; all: boolean } {
  const names = new Set<string>();
  let all = false;
  for (const { text, key, given } of textsIn(document)) {
    if (key === 'path') {
      for (const [, name = ''] of text.matchAll(HOLE)) if (!given.includes(name)) names.add(name);
      continue;
    }
    all ||= WHOLE.test(text);
    for (const [, member, bracketed] of text.matchAll(INPUT)) names.add(member ?? bracketed ?? '');
  }
  return { names, all };
}

interface FoundText {
  text: string;
  /** The member it stands in. */
  key: string;
  /** What the values beside a path give. */
  given: readonly string[];
}

function textsIn(value: unknown, key = '', given: readonly string[] = []): FoundText[] {
  if (typeof value === 'string') return [{ text: value, key, given }];
  if (Array.isArray(value)) return value.flatMap((item) => textsIn(item, key, given));
  if (typeof value !== 'object' || value === null) return [];
  const own =
    'values' in value && typeof value.values === 'object' ? Object.keys(value.values ?? {}) : [];
  return Object.entries(value).flatMap(([name, member]) => textsIn(member, name, own));
}

function siblingsIn(condition: unknown): string[] {
  return textsIn(condition).flatMap(({ text }) => {
    const [, name] = /^\$\.([\w-]+)/.exec(text) ?? [];
    return name === undefined ? [] : [name];
  });
}
