import type { JsonValue } from '@millrace/model';
import { describe, expect, it } from 'vitest';
import { isWeak, SCHEMA_LIMITS, shareOf, type DataSchema } from './data-schema.ts';
import { learnSchema, SchemaLearner, schemaOfSample } from './schema-learner.ts';

function at(schema: DataSchema, ...keys: string[]): DataSchema {
  return keys.reduce((place, key) => place.members.get(key) ?? learnSchema([]), schema);
}

const PEOPLE: JsonValue[] = [
  { name: 'Ada', age: 36, mail: 'ada@example.com', tags: ['a', 'b'] },
  { name: 'Grace', age: null, mail: 'grace@example.com', tags: [] },
  { name: 'Linus', age: '54', address: { city: 'Helsinki' }, tags: ['c'] },
  { name: '', age: 1.5, mail: '' },
];

describe('a learned schema', () => {
  const schema = learnSchema(PEOPLE);

  it('knows how often a place is there, of what holds it', () => {
    expect(schema.count).toBe(4);
    expect(at(schema, 'name').present).toBe(1);
    expect(at(schema, 'mail').present).toBe(0.75);
    expect(at(schema, 'address').present).toBe(0.25);
    expect(at(schema, 'address', 'city')).toMatchObject({ present: 1, count: 1 });
  });

  it('knows the types and how many numbers are whole', () => {
    const age = at(schema, 'age');
    expect(age.types).toEqual({ number: 0.5, null: 0.25, string: 0.25 });
    expect(age.whole).toBe(0.5);
    expect(shareOf(age, 'list')).toBe(0);
  });

  it('knows what texts can be read as', () => {
    expect(at(schema, 'mail').texts).toMatchObject({ 'email field': 2 / 3, empty: 1 / 3 });
    expect(at(schema, 'age').texts).toMatchObject({ 'as number': 1, 'as json': 1, 'as date': 0 });
    const texts = learnSchema(['2026-11-21', '2026-11-21T08:00:00Z', 'https://a.example', 'true']);
    expect(texts.texts).toMatchObject({
      'as date': 0.5,
      'date field': 0.5,
      'url field': 0.25,
      'as boolean': 0.25,
    });
  });

  it('keeps all values when they are few, and none when they are many', () => {
    expect([...(at(schema, 'name').values ?? [])]).toEqual([
      ['Ada', 1],
      ['Grace', 1],
      ['Linus', 1],
      ['', 1],
    ]);
    const many = Array.from({ length: SCHEMA_LIMITS.values + 1 }, (_, index) => `v${index}`);
    expect(learnSchema(many).values).toBeUndefined();
    expect(learnSchema(['x'.repeat(SCHEMA_LIMITS.text + 1)]).values).toBeUndefined();
  });

  it('merges the items of all lists, and knows which positions are filled', () => {
    const tags = at(schema, 'tags');
    expect(tags.items).toMatchObject({ count: 3, types: { string: 1 } });
    expect(tags.filled).toEqual([2 / 3, 1 / 3]);
  });

  it('keeps a few examples, cut short', () => {
    expect(at(schema, 'age').examples).toEqual([36, null, '54', 1.5]);
    const [example] = schemaOfSample('y'.repeat(500)).examples;
    expect(example).toHaveLength(SCHEMA_LIMITS.text + 1);
  });

  it('of one sample is weak, of nothing unknown', () => {
    expect(isWeak(schemaOfSample({ a: 1 }))).toBe(true);
    expect(isWeak(schema)).toBe(false);
    expect(learnSchema([])).toMatchObject({ open: true, count: 0 });
  });

  it('is the same in one go and in parts, and changes no sample', () => {
    const before = JSON.stringify(PEOPLE);
    const learner = new SchemaLearner();
    for (const person of PEOPLE) learner.add(person);
    expect(learner.schema()).toEqual(schema);
    expect(JSON.stringify(PEOPLE)).toBe(before);
  });

  it('takes odd keys for names like any other', () => {
    const odd = JSON.parse('{"__proto__": {"x": 1}, "constructor": 2, "": 3}') as JsonValue;
    const learned = schemaOfSample(odd);
    expect([...learned.members.keys()]).toEqual(['__proto__', 'constructor', '']);
    expect(at(learned, '__proto__', 'x').types).toEqual({ number: 1 });
    expect(at(learned, 'toString')).toMatchObject({ count: 0 });
    expect(Object.getPrototypeOf({})).not.toHaveProperty('x');
  });

  it('counts what is past a bound as unknown, not as absent', () => {
    const wide = Object.fromEntries(Array.from({ length: 3_000 }, (_, index) => [`k${index}`, 1]));
    const learned = schemaOfSample(wide);
    expect(learned.members.size).toBe(SCHEMA_LIMITS.places);
    expect(learned.open).toBe(true);
    let deep: JsonValue = 1;
    for (let level = 0; level < 100; level += 1) deep = [deep];
    let place = schemaOfSample(deep);
    let depth = 0;
    for (; place.items !== undefined; place = place.items) depth += 1;
    expect(depth).toBe(SCHEMA_LIMITS.depth);
    expect(place.open).toBe(true);
  });
});
