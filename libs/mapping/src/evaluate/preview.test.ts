import type { Field, JsonValue, Mapping } from '@millrace/model';
import { describe, expect, it } from 'vitest';
import { previewMapping } from './preview.ts';
import { referencedPaths } from './references.ts';

const DATA: JsonValue = { a: 1, b: { email: 'x@y.z' }, list: [1] };

describe('the preview of a mapping', () => {
  it.each<[Mapping, unknown, string, string[]]>([
    [{ $path: '$.a' }, 1, 'number', ['$.a']],
    [{ $path: '$.list[*]' }, [1], 'list', ['$.list[*]']],
    [{ $template: '{{b.email}}' }, 'x@y.z', 'string', ['$.b.email']],
    [{ x: { $path: '$.a' }, y: [{ $template: '{{a}}' }] }, { x: 1, y: ['1'] }, 'object', ['$.a']],
    [null, null, 'null', []],
    [{ $path: '$.c', missing: 'omit' }, undefined, 'missing', ['$.c']],
  ])('%j shows value, type and sources', (mapping, value, type, sources) => {
    expect(previewMapping(mapping, DATA)).toEqual({ ok: true, value, type, sources });
  });

  it('returns an error with its hint', () => {
    expect(previewMapping({ $path: '$.b.mail' }, DATA)).toEqual({
      ok: false,
      error: {
        code: 'PATH_MISSING',
        message: 'There is nothing at $.b.mail: $.b has no "mail".',
        hint: 'Did you mean "email"? Otherwise say what to do when the value is missing.',
        details: { path: '$.b.mail', at: '$.b', nearest: 'email' },
      },
      place: [],
      position: 3,
    });
  });

  it.each<[Mapping, (string | number)[]]>([
    [{ to: { email: { $path: '$.b.email' }, name: { $path: '$.b.name' } } }, ['to', 'name']],
    [['text', { $path: '$.list[*]' }, { $template: 'Hi {{gone}}' }], [2]],
    [{ a: { $path: '$.a' }, b: [{ c: { $template: 'Hi {{#if a}}' } }] }, ['b', 0, 'c']],
    [{ $template: 'Hi {{gone}}' }, []],
  ])('%j says which member fails', (mapping, place) => {
    expect(previewMapping(mapping, DATA)).toMatchObject({ ok: false, place });
  });

  it('asks the field what finding nothing means, and whether text is HTML', () => {
    const gone: Mapping = { $path: '$.gone' };
    const optional: Field = { key: 'note', label: 'Note', type: 'string' };
    const required: Field = { ...optional, required: true };
    expect(previewMapping(gone, DATA, { field: optional })).toMatchObject({ type: 'missing' });
    expect(previewMapping(gone, DATA, { field: required })).toMatchObject({ ok: false });
    const html: Field = { ...optional, type: 'html' };
    const text: Mapping = { $template: '<b>{{tag}}</b>' };
    const data = { tag: '<i>' };
    expect(previewMapping(text, data, { field: html })).toMatchObject({
      value: '<b>&lt;i&gt;</b>',
    });
    expect(previewMapping(text, data, { field: optional })).toMatchObject({ value: '<b><i></b>' });
  });

  it('of a tree that is too deep to be looked through names no member', () => {
    let deep: Mapping = { $path: '$.gone' };
    for (let level = 0; level < 5_000; level += 1) deep = [deep];
    expect(previewMapping(deep, DATA)).toMatchObject({
      ok: false,
      error: { code: 'DATA_TOO_DEEP' },
      place: [],
    });
  });

  it('names the place inside of a form', () => {
    const data = { list: [{ a: 1 }, { b: 2 }], o: {} };
    const list = { $path: '$.list' };
    const placeOf = (mapping: Mapping) => {
      const preview = previewMapping(mapping, data);
      return preview.ok ? undefined : preview.place;
    };
    expect(placeOf({ x: { $each: list, do: [{ $path: '$.item.a' }] } })).toEqual(['x', 'do', 0]);
    expect(placeOf({ $each: { $path: '$.gone' }, do: 1 })).toEqual(['$each']);
    expect(placeOf({ $object: list, key: 'k', value: { $path: '$.item.a' } })).toEqual(['value']);
    expect(placeOf({ $merge: [{ $path: '$.o' }, { $path: '$.gone' }] })).toEqual(['$merge', 1]);
    expect(placeOf({ a: { $pick: list, key: 7 } })).toEqual(['a']);
    expect(placeOf({ $pick: list, key: { $path: '$.gone' } })).toEqual(['key']);
  });

  it.each<[Mapping, number]>([
    [{ $path: '$.b[' }, 4],
    [{ $path: '$.b[?@.a = 1]' }, 9],
    [{ $template: 'Hi {{#if a}}' }, 12],
    [{ $template: 'Hi {{> x}}' }, 3],
  ])('%j says where the fault is', (mapping, position) => {
    expect(previewMapping(mapping, DATA)).toMatchObject({ ok: false, position });
  });

  it('has no position when the error has no details', () => {
    expect(previewMapping({ $path: `$${'.a'.repeat(40)}` }, DATA)).not.toHaveProperty('position');
  });

  it('does not hide a defect', () => {
    const data: unknown = {
      get a() {
        throw new TypeError('a defect');
      },
    };
    expect(() => previewMapping({ $path: '$.a' }, data as JsonValue)).toThrow('a defect');
  });
});

describe('the paths a mapping reads', () => {
  it('are found in every place, each once, and not in literals', () => {
    const mapping: Mapping = {
      a: { $path: '$.x' },
      b: [{ $path: '$.x' }, { $template: '{{#each items}}{{sku}}{{/each}}' }, 'text', null],
      c: { $literal: { $path: '$.no' } },
      d: { e: { f: { $path: '$.items[*].sku' } } },
    };
    expect(referencedPaths(mapping)).toEqual(['$.x', '$.items', '$.items[*].sku']);
  });

  it('are refused for a mapping that nests too deep', () => {
    const deep = JSON.parse(`${'['.repeat(5000)}${']'.repeat(5000)}`) as Mapping;
    expect(() => referencedPaths(deep)).toThrow(expect.objectContaining({ code: 'DATA_TOO_DEEP' }));
  });
});
