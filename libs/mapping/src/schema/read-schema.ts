import type { PathStep } from '../path/compiled-path.ts';
import { parsePath } from '../path/path-syntax.ts';
import { stepText } from '../path/path-text.ts';
import type { Segment } from '../path/path-tree.ts';
import {
  SCHEMA_LIMITS,
  schemaWith,
  shareOf,
  typesOf,
  UNKNOWN,
  type DataSchema,
} from './data-schema.ts';
import { mergeSchemas } from './merge-schema.ts';

/** Into every item of a list, or every member of an object. */
export const EACH = Symbol('each');
export type SchemaStep = PathStep | typeof EACH;

/** Where a path that finds nothing ends. */
export interface DeadEnd {
  /** What is known of the last place that exists. */
  place: DataSchema;
  /** The steps to that place. */
  reached: readonly SchemaStep[];
  /** The step that leads nowhere, and those behind it. */
  wanted: SchemaStep;
  rest: readonly SchemaStep[];
}

/** What a path finds in data of a schema. */
export interface SchemaReading {
  /** What is there where something is. */
  schema: DataSchema;
  /** The share of the data in which something is there. */
  share: number;
  /** False when the path leads through what is not known. */
  sure: boolean;
  /** Set when the path finds nothing, or leaves what is known. */
  end?: DeadEnd | undefined;
}

/** Follows steps into a schema. Items are as likely as their lists: an empty list has none to miss. */
export function readSteps(root: DataSchema, steps: readonly SchemaStep[]): SchemaReading {
  let place = root;
  let share = 1;
  for (const [at, step] of steps.entries()) {
    const next = follow(place, step);
    if (next === undefined) {
      const end: DeadEnd = {
        ...{ place, reached: steps.slice(0, at), wanted: step, rest: steps.slice(at + 1) },
      };
      return isOpen(place)
        ? { schema: UNKNOWN, share, sure: false, end }
        : { schema: UNKNOWN, share: 0, sure: true, end };
    }
    share *= next.share;
    place = next.schema;
  }
  return { schema: place, share, sure: true };
}

/** Steps as a path, `[*]` for every item. */
export function writtenPath(steps: readonly SchemaStep[]): string {
  return `$${steps.map((step) => (step === EACH ? '[*]' : stepText(step))).join('')}`;
}

/** The path as steps into a schema, when it is made of names, positions and `[*]`. */
export function schemaSteps(segments: readonly Segment[]): SchemaStep[] | undefined {
  const steps: SchemaStep[] = [];
  for (const { descendant, selectors } of segments) {
    const [selector] = selectors;
    if (descendant || selectors.length !== 1) return undefined;
    if (selector?.kind === 'name') steps.push(selector.name);
    else if (selector?.kind === 'index') steps.push(selector.index);
    else if (selector?.kind === 'wildcard') steps.push(EACH);
    else return undefined;
  }
  return steps;
}

/**
 * The list that a path which can select many values gives. Its share is 0 when no value is ever
 * selected, and 1 otherwise: an empty list is a value.
 */
export function readMany(root: DataSchema, path: string): SchemaReading {
  const segments = parsePath(path);
  const steps = schemaSteps(segments);
  const found: Frontier = { places: [root], open: false };
  for (const segment of segments) step(found, segment);
  const { places } = found;
  const whole = placeOf(found);
  const open = whole === undefined;
  const items = places.length === 0 || open ? UNKNOWN : whole;
  const count = root.count;
  const schema = schemaWith({ count, types: { list: 1 }, items });
  const end = steps === undefined ? undefined : readSteps(root, steps).end;
  return { schema, share: places.length === 0 && !open ? 0 : 1, sure: !open, end };
}

function follow(
  place: DataSchema,
  step: SchemaStep,
): { schema: DataSchema; share: number } | undefined {
  if (step === EACH) {
    const inside = eachOf(place);
    return inside === undefined ? undefined : { schema: inside, share: 1 };
  }
  const within = (type: 'object' | 'list') => (isTyped(place) ? shareOf(place, type) : 1);
  if (typeof step === 'string') {
    const member = place.members.get(step);
    return member && { schema: member, share: within('object') * member.present };
  }
  const filled = place.items === undefined ? 0 : filledAt(place, step);
  if (place.items === undefined || filled === 0) return undefined;
  return { schema: atPosition(place, place.items), share: within('list') * filled };
}

/**
 * What is known of the item at one position. Items are learned together: where lists hold several,
 * what only some of them have says nothing of this one.
 */
function atPosition(list: DataSchema, items: DataSchema): DataSchema {
  if (items.count <= list.count) return items;
  const members = [...items.members].map(
    ([key, member]) => [key, member.present < 1 ? { ...member, present: 1 } : member] as const,
  );
  return { ...items, members: new Map(members) };
}

/** The share of the lists with an item at a position; 1 where nothing was counted. */
function filledAt({ filled, count }: DataSchema, index: number): number {
  if (count === 0 && filled.length === 0) return 1;
  const position = index < 0 ? -index - 1 : index;
  return filled[Math.min(position, SCHEMA_LIMITS.positions - 1)] ?? 0;
}

function eachOf({ items, members }: DataSchema): DataSchema | undefined {
  const inside = [...(items === undefined ? [] : [items]), ...members.values()];
  return inside.length === 0 ? undefined : mergeSchemas(inside);
}

function isOpen(place: DataSchema): boolean {
  return place.open;
}

function isTyped(place: DataSchema): boolean {
  return typesOf(place).length > 0;
}

/** Of more places than this nothing is said: merging them would hold up others. */
const MOST_MERGED = 200;

interface Frontier {
  places: DataSchema[];
  /** True when something on the way is not known. */
  open: boolean;
}

/** What is known of all the places together; undefined when some of it is not known. */
function placeOf({ places, open }: Frontier): DataSchema | undefined {
  return open || places.length > MOST_MERGED ? undefined : mergeSchemas(places);
}

/** What a path has reached before one of its segments. */
export interface Reached {
  segment: Segment;
  /** The values the segment is asked of; undefined when they are not known, or are none. */
  at: DataSchema | undefined;
  /** The members and items of these, which its filters are asked about. */
  inside: DataSchema | undefined;
}

/** Goes through a path from a place, segment by segment. */
export function reachedPlaces(root: DataSchema, segments: readonly Segment[]): Reached[] {
  const found: Frontier = { places: [root], open: false };
  return segments.map((segment) => {
    const { descendant } = segment;
    const from = descendant ? allBelow(found.places) : found.places;
    const inside = from.flatMap(({ items, members }) => [
      ...presentOnly(items),
      ...members.values(),
    ]);
    const open = found.open || (descendant && from.some(isOpen));
    const reached = {
      segment,
      at: from.length === 0 ? undefined : placeOf({ places: from, open }),
      inside: inside.length === 0 ? undefined : placeOf({ places: inside, open }),
    };
    step(found, segment);
    return reached;
  });
}

function step(found: Frontier, { descendant, selectors }: Segment): void {
  const from = descendant ? allBelow(found.places) : found.places;
  found.open ||= from.some(isOpen);
  const selected = from.flatMap((place) =>
    selectors.flatMap((selector): DataSchema[] => {
      if (selector.kind === 'name') return presentOnly(place.members.get(selector.name));
      if (selector.kind === 'index') {
        return presentOnly(follow(place, selector.index)?.schema);
      }
      if (selector.kind === 'slice') return presentOnly(place.items);
      return [...presentOnly(place.items), ...place.members.values()];
    }),
  );
  // Each place once: two `..` would multiply the places of every level.
  found.places = [...new Set(selected)];
}

function presentOnly(schema: DataSchema | undefined): DataSchema[] {
  return schema === undefined ? [] : [schema];
}

/** These places and everything below them, each once. */
function allBelow(places: readonly DataSchema[]): DataSchema[] {
  // A set that grows while it is walked.
  const below = new Set(places);
  for (const { items, members } of below) {
    for (const inside of [...presentOnly(items), ...members.values()]) below.add(inside);
  }
  return [...below];
}
