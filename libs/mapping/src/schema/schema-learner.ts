import {
  isJsonNumber,
  isJsonObject,
  isWhole,
  jsonTypeOf,
  type JsonNumber,
  type JsonValue,
} from '@millrace/model';
import { schemaWith, SCHEMA_LIMITS, type DataSchema, type JsonType } from './data-schema.ts';
import { factsOf, traitsOf, type TextTrait } from './text-facts.ts';

/** Texts of which it is kept what they can be read as. */
const MOST_TEXTS = 4_000;

/** What was seen at one place so far. */
class Tally {
  count = 0;
  readonly types = new Map<JsonType, number>();
  readonly traits = new Map<TextTrait, number>();
  values: Map<string, number> | undefined = new Map();
  whole = 0;
  readonly examples = new Set<string | JsonNumber | boolean | null>();
  readonly members = new Map<string, Tally>();
  items: Tally | undefined;
  readonly filled: number[] = [];
  /** Something here was left out for a limit. */
  cut = false;
}

/**
 * Learns the schema of samples, one after the other, so that many can be learned in parts. Places,
 * depth, items, examples and text are bounded: what is past a bound counts as unknown, not as absent.
 * Any key is a name like any other, `__proto__` too.
 */
export class SchemaLearner {
  private readonly root = new Tally();
  private places = 0;
  /** The same texts come again and again. */
  private readonly traits = new Map<string, readonly TextTrait[]>();

  /** Takes in one sample, which is not kept. */
  add(sample: JsonValue): void {
    this.look(this.root, sample, 0);
  }

  schema(): DataSchema {
    return this.root.count === 0 ? schemaWith({ open: true }) : schemaOf(this.root, 1);
  }

  private look(tally: Tally, value: JsonValue, depth: number): void {
    const type = jsonTypeOf(value);
    tally.count += 1;
    increase(tally.types, type);
    if (typeof value === 'string') this.lookAtText(tally, value);
    else if (isJsonNumber(value)) tally.whole += isWhole(value) ? 1 : 0;
    if (Array.isArray(value)) this.lookAtList(tally, value, depth);
    else if (isJsonObject(value)) this.lookAtObject(tally, value, depth);
    else note(tally, value);
  }

  private lookAtText(tally: Tally, text: string): void {
    for (const trait of this.traitsOf(text)) increase(tally.traits, trait);
    if (tally.values === undefined) return;
    if (text.length > SCHEMA_LIMITS.text) tally.values = undefined;
    else {
      increase(tally.values, text);
      if (tally.values.size > SCHEMA_LIMITS.values) tally.values = undefined;
    }
  }

  private traitsOf(text: string): readonly TextTrait[] {
    const known = this.traits.get(text);
    if (known !== undefined) return known;
    const traits = traitsOf(text);
    const isKept = text.length <= SCHEMA_LIMITS.text && this.traits.size < MOST_TEXTS;
    if (isKept) this.traits.set(text, traits);
    return traits;
  }

  private lookAtList(tally: Tally, list: readonly JsonValue[], depth: number): void {
    const { positions, items: most } = SCHEMA_LIMITS;
    for (let at = 0; at < Math.min(list.length, positions); at += 1) {
      tally.filled[at] = (tally.filled[at] ?? 0) + 1;
    }
    if (list.length > most) tally.cut = true;
    for (const item of list.slice(0, most)) {
      tally.items ??= this.place(depth);
      if (tally.items === undefined) tally.cut = true;
      else this.look(tally.items, item, depth + 1);
    }
  }

  private lookAtObject(tally: Tally, object: { [key: string]: JsonValue }, depth: number): void {
    // Object.entries takes several times as long on an object with 100,000 members.
    for (const key of Object.keys(object)) {
      const value = object[key];
      if (value === undefined) continue;
      let member = tally.members.get(key);
      if (member === undefined) {
        member = this.place(depth);
        if (member !== undefined) tally.members.set(key, member);
      }
      if (member === undefined) tally.cut = true;
      else this.look(member, value, depth + 1);
    }
  }

  /** A new place, unless there are too many or it lies too deep. */
  private place(depth: number): Tally | undefined {
    if (this.places >= SCHEMA_LIMITS.places || depth >= SCHEMA_LIMITS.depth) return undefined;
    this.places += 1;
    return new Tally();
  }
}

/**
 * The schema of samples of the same thing, such as the data of captured events: for each place how
 * often it is there, its types, what its texts look like, examples, and its few values. Pure, never
 * throws. One sample shows types but not what is always there: see `count`.
 */
export function learnSchema(samples: readonly JsonValue[]): DataSchema {
  const learner = new SchemaLearner();
  for (const sample of samples) learner.add(sample);
  return learner.schema();
}

/** The schema of one value; see {@link learnSchema}. */
export function schemaOfSample(sample: JsonValue): DataSchema {
  return learnSchema([sample]);
}

function note(tally: Tally, value: string | JsonNumber | boolean | null): void {
  if (tally.examples.size >= SCHEMA_LIMITS.examples) return;
  const long = typeof value === 'string' && value.length > SCHEMA_LIMITS.text;
  tally.examples.add(long ? `${value.slice(0, SCHEMA_LIMITS.text).toWellFormed()}…` : value);
}

function increase<Key>(counts: Map<Key, number>, key: Key): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

function schemaOf(tally: Tally, present: number): DataSchema {
  const { count, types, traits, values, items, cut } = tally;
  const texts = types.get('string') ?? 0;
  const numbers = types.get('number') ?? 0;
  const objects = types.get('object') ?? 0;
  const lists = types.get('list') ?? 0;
  return schemaWith({
    count,
    present,
    open: cut,
    types: Object.fromEntries([...types].map(([type, seen]) => [type, seen / count])),
    texts: texts === 0 ? undefined : factsOf(traits, texts),
    values: texts === 0 ? undefined : values,
    whole: numbers === 0 ? undefined : tally.whole / numbers,
    examples: [...tally.examples],
    members: new Map(
      [...tally.members].map(([key, member]) => [key, schemaOf(member, member.count / objects)]),
    ),
    items: items === undefined ? undefined : schemaOf(items, 1),
    filled: tally.filled.map((seen) => seen / lists),
  });
}
