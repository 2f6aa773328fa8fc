import { isDeepStrictEqual } from 'node:util';
import type { WireRequest } from './street.ts';

/** A request by what it means: the order of keys and the spelling of percent signs are gone. */
interface Meaning {
  method: string;
  host: string;
  path: string;
  query: Record<string, unknown>;
  headers: Record<string, unknown>;
  body: unknown;
}

/** Places that may differ, with the reason: `header/stripe-version`, `body/expand`, `^body/n[a-z0-9]{15}$`. */
export type Tolerated = Readonly<Record<string, string>>;

/** A spelling of an SDK's paths that means the same: what matches `theirs` is compared as `ours`. */
interface SamePath {
  theirs: string;
  ours: string;
  why: string;
}

/** A value that each side writes in a place of its own, as JSON or text. */
interface MovedValue {
  ours: string;
  theirs: string;
  why: string;
}

/** What an SDK spells otherwise than Millrace, and means the same. */
export interface Spellings {
  paths?: readonly SamePath[];
  moved?: readonly MovedValue[];
}

/** Said about the connection and the program that calls, and nothing about the call. */
const ABOUT_THE_PROGRAM = new Set([
  ...[
    'accept-encoding',
    'accept-language',
    'cache-control',
    'connection',
    'content-length',
    'expect',
  ],
  ...[
    'host',
    'idempotency-key',
    'keep-alive',
    'origin',
    'pragma',
    'traceparent',
    'transfer-encoding',
  ],
  ...['user-agent', 'x-requested-with', 'date', 'te'],
]);
const TELEMETRY =
  /^(sec-fetch-|x-stainless-|x-fern-|x-sdk-|x-stripe-client-|x-client-|x-amz-user-agent$|amz-sdk-|x-goog-api-client$|sdk-)/;

/** What Millrace's requests and those of a vendor's SDK do not have in common, in words. */
export async function differences(
  ours: readonly WireRequest[],
  theirs: readonly WireRequest[],
  tolerated: Tolerated,
  { paths = [], moved = [] }: Spellings = {},
): Promise<string[]> {
  const counts =
    ours.length === theirs.length
      ? []
      : [
          `Millrace makes ${ours.length} calls (${shown(ours)}), the SDK ${theirs.length} (${shown(theirs)})`,
        ];
  const pairs = ours.flatMap((one, at) =>
    theirs[at] === undefined ? [] : [[one, theirs[at]] as const],
  );
  const found = await Promise.all(
    pairs.map(async ([one, other], at) => {
      const [mine, its] = [await meaningOf(one), await meaningOf(other)];
      for (const { theirs: spelling, ours: same } of paths) {
        its.path = its.path.replace(new RegExp(spelling), same);
      }
      for (const one of moved) putBack(mine, its, one);
      return differencesOf(mine, its)
        .filter(([place]) => !isTolerated(place, tolerated))
        .map(([place, a, b]) => `call ${at + 1}: ${place} is ${text(a)}, the SDK has ${text(b)}`);
    }),
  );
  return [...counts, ...found.flat()];
}

function putBack(mine: Meaning, its: Meaning, { ours, theirs }: MovedValue): void {
  if (ours === 'body' && theirs === 'query') return intoBody(mine, its);
  if (ours === 'body') return unfold(its, theirs.slice('body/'.length));
  const [own, other] = [placeOf(mine, ours), placeOf(its, theirs)];
  const value = other?.members[other.name];
  const target = placeOf(its, ours);
  if (own === undefined || target === undefined || other === undefined || value === undefined)
    return;
  own.members[own.name] = asValue(own.members[own.name]);
  target.members[target.name] = asValue(value);
  Reflect.deleteProperty(other.members, other.name);
}

/** All parameters that stand in the query on one side, and in the body on the other. */
function intoBody(mine: Meaning, its: Meaning): void {
  if (!isMembers(mine.body) || its.body !== undefined) return;
  const moved = Object.entries(its.query).filter(([name]) => !Object.hasOwn(mine.query, name));
  its.body = Object.fromEntries(moved.map(([name, value]) => [name, asValue(value)]));
  its.query = Object.fromEntries(
    Object.entries(its.query).filter(([name]) => Object.hasOwn(mine.query, name)),
  );
}

/** A part of a form that holds the others as JSON. */
function unfold(its: Meaning, name: string): void {
  if (!isMembers(its.body)) return;
  const { [name]: folded, ...others } = its.body;
  const members = asValue(folded);
  if (isMembers(members)) its.body = { ...members, ...others };
}

function placeOf(
  meaning: Meaning,
  place: string,
): { members: Record<string, unknown>; name: string } | undefined {
  const [part = '', name = ''] = place.split('/');
  if (part === 'query') return { members: meaning.query, name };
  if (part === 'header') return { members: meaning.headers, name };
  return isMembers(meaning.body) ? { members: meaning.body, name } : undefined;
}

function asValue(value: unknown): unknown {
  return typeof value === 'string' ? constantOf(value) : value;
}

function shown(requests: readonly WireRequest[]): string {
  return requests.map(({ method, host, path }) => `${method} ${host}${path}`).join(', ');
}

function isTolerated(place: string, tolerated: Tolerated): boolean {
  return Object.keys(tolerated).some(
    (one) =>
      place === one ||
      place.startsWith(`${one}/`) ||
      (one.startsWith('^') && new RegExp(one).test(place)),
  );
}

function text(value: unknown): string {
  const json = value === undefined ? 'absent' : JSON.stringify(value);
  return json.length > 400 ? `${json.slice(0, 400)}…` : json;
}

type Difference = [place: string, ours: unknown, theirs: unknown];

function differencesOf(ours: Meaning, theirs: Meaning): Difference[] {
  return [
    ...differing('method', ours.method, theirs.method),
    ...differing('host', ours.host, theirs.host),
    ...differing('path', ours.path, theirs.path),
    ...differing('query', ours.query, theirs.query),
    ...headerDifferences(ours.headers, theirs.headers),
    ...differing('body', ours.body, theirs.body),
  ];
}

function headerDifferences(
  ours: Record<string, unknown>,
  theirs: Record<string, unknown>,
): Difference[] {
  const names = new Set([...Object.keys(ours), ...Object.keys(theirs)]);
  return [...names]
    .filter((name) => !ABOUT_THE_PROGRAM.has(name) && !TELEMETRY.test(name))
    .filter((name) => name !== 'accept' || isOwnType(ours[name]) || isOwnType(theirs[name]))
    .flatMap((name) => differing(`header/${name}`, ours[name], theirs[name]));
}

/** Anything that takes JSON asks for the same; a type of the vendor's own may choose a version. */
function isOwnType(accept: unknown): boolean {
  return typeof accept === 'string' && accept.includes('vnd.');
}

function differing(place: string, ours: unknown, theirs: unknown): Difference[] {
  if (isDeepStrictEqual(ours, theirs)) return [];
  if (!isMembers(ours) || !isMembers(theirs) || Array.isArray(ours) !== Array.isArray(theirs)) {
    return [[place, ours, theirs]];
  }
  const keys = new Set([...Object.keys(ours), ...Object.keys(theirs)]);
  return [...keys].flatMap((key) => differing(`${place}/${key}`, ours[key], theirs[key]));
}

function isMembers(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

async function meaningOf({ method, host, path, headers, body }: WireRequest): Promise<Meaning> {
  const url = new URL(path, 'https://any.host');
  const { 'content-type': type = '' } = headers;
  const media = type.split(';')[0]?.trim().toLowerCase() ?? '';
  const plain = Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      plainHeader(name, [value ?? ''].flat().join(',')),
    ]),
  );
  // A type without a body says nothing, nor do empty cookies.
  const isBare = body.length === 0 || media === '';
  const kept = Object.entries(plain).filter(
    ([name, value]) => name !== 'content-type' && (name !== 'cookie' || value !== ''),
  );
  const others = Object.fromEntries(kept);
  return {
    ...{ method, host, path: url.pathname.split('/').map(plainSegment).join('/') },
    query: grouped([...url.searchParams]),
    headers: isBare ? others : { ...others, 'content-type': media },
    body: await bodyOf(body, type, media),
  };
}

/**
 * The name of an authentication scheme may be written in any case (RFC 9110, section 11.1), and spaces
 * after the commas of a list say nothing.
 */
function plainHeader(name: string, value: string): string {
  if (name === 'authorization') return value.replace(/^\w+ /, (scheme) => scheme.toLowerCase());
  return value.replaceAll(/,\s+/g, ',');
}

/** A segment in the one spelling that encodeURIComponent has; a slash inside of it stays one. */
function plainSegment(segment: string): string {
  try {
    return encodeURIComponent(decodeURIComponent(segment));
  } catch {
    return segment;
  }
}

async function bodyOf(body: Buffer, type: string, media: string): Promise<unknown> {
  if (body.length === 0) return undefined;
  if (/[/+-]json/.test(media)) return graphqlOf(JSON.parse(body.toString()));
  if (media === 'application/x-www-form-urlencoded') {
    return grouped([...new URLSearchParams(body.toString())]);
  }
  if (media === 'multipart/form-data') return partsOf(body, type);
  const written = body.toString();
  // Some SDKs send JSON as bytes.
  if (media === 'application/octet-stream') return constantOf(written);
  return Buffer.from(written).equals(body) && !written.includes('\0')
    ? written
    : { bytes: body.toString('base64') };
}

const OPERATION = /^\s*(query|mutation)?[^{]*\{\s*(\w+)\s*(?:\(([^)]*)\))?/;

/** A GraphQL call by its field and arguments: which members of the result are read is each side's own choice. */
function graphqlOf(body: unknown): unknown {
  if (!isMembers(body) || typeof body['query'] !== 'string') return body;
  const [, operation = 'query', field, written = ''] = OPERATION.exec(body['query']) ?? [];
  if (field === undefined) return body;
  const variables = isMembers(body['variables']) ? body['variables'] : {};
  const named = [...written.matchAll(/(\w+)\s*:\s*(\$?)("[^"]*"|[\w.-]+)/g)];
  const members = named.map(([, name = '', isVariable, text = '']): [string, unknown] => [
    name,
    isVariable === '$' ? variables[text] : constantOf(text),
  ]);
  return {
    operation,
    field,
    arguments: Object.fromEntries(members.filter(([, one]) => one !== undefined)),
  };
}

function constantOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** The parts of a form by name, as those of a form without files are. */
async function partsOf(body: Buffer, type: string): Promise<Record<string, unknown>> {
  const answer = new Response(new Uint8Array(body), { headers: { 'content-type': type } });
  const form = await answer.formData();
  const parts = [...form].map(async ([name, value]) => [name, await partOf(value)] as const);
  return grouped(await Promise.all(parts));
}

async function partOf(value: string | File): Promise<unknown> {
  if (typeof value === 'string') return value;
  const bytes = Buffer.from(await value.arrayBuffer()).toString('base64');
  return { file: value.name, type: value.type.split(';')[0], bytes };
}

function grouped(pairs: readonly (readonly [string, unknown])[]): Record<string, unknown> {
  const all: Record<string, unknown> = {};
  for (const [name, value] of pairs) {
    const known: unknown = all[name];
    all[name] = known === undefined ? value : [known, value].flat();
  }
  return all;
}
