import { AppError, type JsonValue, type Mapping } from '@millrace/model';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluateMapping } from './evaluate.ts';

const DATA: JsonValue = {
  trigger: {
    body: {
      id: 727,
      total: '54.53',
      paid: true,
      note: null,
      billing: { email: 'ada@example.org', first_name: 'Ada', last_name: 'Lovelace' },
      line_items: [{ sku: 'a' }, { sku: 'b' }],
    },
  },
};

const evaluate = (mapping: Mapping) => evaluateMapping(mapping, DATA);

function errorOf(act: () => unknown): AppError {
  try {
    act();
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('a mapping keeps types', () => {
  it.each<[Mapping, JsonValue]>([
    ['processing', 'processing'],
    [7, 7],
    [null, null],
    [false, false],
    [{ $path: '$.trigger.body.id' }, 727],
    [{ $path: '$.trigger.body.paid' }, true],
    [{ $path: '$.trigger.body.note' }, null],
    [{ $path: '$.trigger.body.line_items' }, [{ sku: 'a' }, { sku: 'b' }]],
    [{ $path: '$.trigger.body.line_items[*].sku' }, ['a', 'b']],
    [{ $path: '$.trigger.body.line_items[*].nope' }, []],
    [{ $template: '{{trigger.body.billing.first_name}} #{{trigger.body.id}}' }, 'Ada #727'],
    [{ $literal: { $path: '$.a', as: 'text' } }, { $path: '$.a', as: 'text' }],
    [{ $path: '$.trigger.body.total', as: 'number' }, 54.53],
    [{ $template: '{{trigger.body.id}}0', as: 'number' }, 7270],
    [
      {
        list: [1, { $path: '$.trigger.body.id' }],
        merge: { FNAME: { $path: '$.trigger.body.billing.first_name' } },
      },
      { list: [1, 727], merge: { FNAME: 'Ada' } },
    ],
  ])('%j', (mapping, value) => {
    expect(evaluate(mapping)).toEqual(value);
  });
});

describe('a value that is missing', () => {
  const gone = { $path: '$.trigger.body.customer_note' };
  const goneText = { $template: 'Note: {{trigger.body.customer_note}}' };

  it.each([gone, goneText])('is an error that names the place: %j', (mapping) => {
    expect(errorOf(() => evaluate({ a: [mapping] }))).toMatchObject({
      code: 'PATH_MISSING',
      details: { path: '$.trigger.body.customer_note', at: '$.trigger.body' },
    });
  });

  it.each([gone, goneText])(
    'is left out, null or a default when the mapping says so: %j',
    (mapping) => {
      const value = evaluate({
        omitted: { ...mapping, missing: 'omit' },
        nothing: { ...mapping, missing: 'null' },
        fallback: { ...mapping, missing: { default: { a: [1] } } },
        strict: [{ ...mapping, missing: 'omit' }, 1],
      });
      expect(value).toEqual({ nothing: null, fallback: { a: [1] }, strict: [1] });
    },
  );

  it('can be a default that looks like a mapping and is not evaluated', () => {
    expect(evaluate({ ...gone, missing: { default: { $path: '$.trigger' } } })).toEqual({
      $path: '$.trigger',
    });
  });

  it('follows the option of the caller where the mapping does not say', () => {
    expect(evaluateMapping(gone, DATA, { missing: 'omit' })).toBeUndefined();
    expect(evaluateMapping({ a: gone }, DATA, { missing: 'null' })).toEqual({ a: null });
    const strict = { ...gone, missing: 'error' as const };
    expect(errorOf(() => evaluateMapping(strict, DATA, { missing: 'omit' })).code).toBe(
      'PATH_MISSING',
    );
  });

  it('hides no other error', () => {
    const omit = 'omit' as const;
    expect(
      errorOf(() => evaluate({ $template: '{{join trigger.body.id}}', missing: omit })).code,
    ).toBe('CONVERSION_FAILED');
    expect(errorOf(() => evaluate({ $path: '$.a[', missing: omit })).code).toBe('PATH_SYNTAX');
  });

  it('is not confused with a value that cannot be converted', () => {
    const error = errorOf(() =>
      evaluate({ $path: '$.trigger.body.billing.email', as: 'number', missing: 'omit' }),
    );
    expect(error.code).toBe('CONVERSION_FAILED');
    expect(error.message).toBe(
      'The value "ada@example.org" of $.trigger.body.billing.email cannot become a number.',
    );
  });
});

describe('the structure of a result', () => {
  it('comes from the mapping alone, whatever the payload holds', () => {
    const payload = { x: '","admin":true,"z":"' };
    expect(evaluateMapping({ a: { $path: '$.x' } }, payload)).toEqual({ a: payload.x });
    expect(evaluateMapping({ a: { $template: '{{x}}' } }, payload)).toEqual({ a: payload.x });
  });

  it('has __proto__ of a mapping or of data as an own member only', () => {
    const mapping = JSON.parse('{"__proto__":{"admin":{"$path":"$.yes"}}}') as Mapping;
    const value = evaluateMapping(mapping, { yes: true });
    expect(JSON.stringify(value)).toBe('{"__proto__":{"admin":true}}');
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect((value as Record<string, unknown>)['admin']).toBeUndefined();
  });

  it('is refused when mapping or data nest too deep', () => {
    const deep = JSON.parse(`${'['.repeat(5000)}${']'.repeat(5000)}`) as JsonValue;
    expect(errorOf(() => evaluate(deep)).code).toBe('DATA_TOO_DEEP');
    expect(errorOf(() => evaluateMapping({ $path: '$.a' }, { a: deep })).code).toBe(
      'DATA_TOO_DEEP',
    );
    expect(errorOf(() => evaluateMapping({ $template: '{{a}}' }, { a: deep })).code).toBe(
      'DATA_TOO_DEEP',
    );
  });

  it('never changes its input', () => {
    const text = fc.constantFrom('$', '$.a', '$..a', '$.*', '$[0]', '$.b.c');
    const rules = fc.constantFrom<'error' | 'omit' | 'null'>('error', 'omit', 'null');
    const mapping = fc.letrec<{ tree: Mapping }>((tie) => ({
      tree: fc.oneof(
        { maxDepth: 3 },
        fc.record({ $path: text, missing: rules }),
        fc.record({ $template: fc.constantFrom('{{a}}', '{{#each b}}{{this}}{{/each}}', 'x') }),
        fc.string(),
        fc.dictionary(fc.constantFrom('a', 'b', '__proto__'), tie('tree')),
        fc.array(tie('tree'), { maxLength: 3 }),
      ),
    })).tree;
    const json = fc.jsonValue({ stringUnit: fc.constantFrom('a', 'b', 'c') });
    fc.assert(
      fc.property(mapping, json, (tree, sample) => {
        const data = sample as JsonValue;
        const before = JSON.stringify([tree, data]);
        try {
          evaluateMapping(tree, data);
        } catch (error) {
          expect(error).toBeInstanceOf(AppError);
        }
        expect(JSON.stringify([tree, data])).toBe(before);
      }),
    );
  });

  it('is the literal itself when a mapping holds no path and no template', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = JSON.stringify(value);
        if (/"\$(path|template|literal)"/.test(text)) return;
        expect(JSON.stringify(evaluateMapping(value as JsonValue, null))).toBe(text);
      }),
    );
  });
});

describe('what a mapping may give', () => {
  it.each<[string, Mapping]>([
    ['a thousand copies of a large body', Array.from({ length: 1000 }, () => ({ $path: '$' }))],
    ['a long text a hundred times', Array.from({ length: 100 }, () => ({ $path: '$.long' }))],
  ])('is bounded: %s', (_, mapping) => {
    const data = { long: 'x'.repeat(400_000), list: Array.from({ length: 500 }, (__, at) => at) };
    expect(errorOf(() => evaluateMapping(mapping, data)).code).toBe('MAPPING_LIMIT');
  });

  it.each<[string, Mapping]>([
    ['paths that look at everything', Array.from({ length: 200 }, () => ({ $path: '$..*' }))],
    [
      'templates with long loops',
      Array.from({ length: 200 }, () => ({
        $template: '{{#each list}}{{#if this}}x{{/if}}{{/each}}',
      })),
    ],
    ['texts read as JSON', Array.from({ length: 40 }, () => ({ $path: '$.json', as: 'json' }))],
  ])('takes a bounded amount of work in all: %s', (_, mapping) => {
    const list = Array.from({ length: 5_000 }, (__, at) => at);
    const data = { list, json: JSON.stringify('x'.repeat(400_000)) };
    const { code } = errorOf(() => evaluateMapping(mapping, data));
    expect(['MAPPING_LIMIT', 'PATH_LIMIT', 'TEMPLATE_LIMIT']).toContain(code);
  });
});

describe('the first or last of what a path selects', () => {
  const skus = '$.trigger.body.line_items[*].sku';

  it.each<[Mapping, JsonValue | undefined]>([
    [{ $path: skus, take: 'first' }, 'a'],
    [{ $path: skus, take: 'last' }, 'b'],
    [{ $path: "$.trigger.body.line_items[?@.sku == 'b'].sku", take: 'first' }, 'b'],
    [{ $path: '$.trigger.body.gone[*]', take: 'first', missing: 'null' }, null],
    [{ $path: '$.trigger.body.gone[*]', take: 'last', missing: { default: 'x' } }, 'x'],
    [{ $path: '$.trigger.body.gone[*]', take: 'last', missing: 'omit' }, undefined],
    [{ $path: '$.trigger.body.id', take: 'first' }, 727],
    [{ $path: '$.trigger.body.line_items', take: 'last' }, [{ sku: 'a' }, { sku: 'b' }]],
  ])('%j gives %j', (mapping, value) => {
    const data = { trigger: { body: { id: 727, line_items: [{ sku: 'a' }, { sku: 'b' }] } } };
    expect(evaluateMapping(mapping, data)).toEqual(value);
  });

  it('is an error that says so when nothing is selected', () => {
    const error = errorOf(() => evaluate({ $path: '$.trigger.body.gone[*]', take: 'first' }));
    expect(error.message).toBe('There is nothing at $.trigger.body.gone[*]: no value is selected.');
  });
});

describe('an empty value that counts as missing', () => {
  const zero = { as: 'number', missing: { default: 0 }, empty: 'missing' } as const;

  it.each<[JsonValue, JsonValue]>([
    ['', 0],
    [null, 0],
    ['12.5', 12.5],
    [7, 7],
  ])('%j becomes %j', (n, value) => {
    expect(evaluateMapping({ $path: '$.n', ...zero }, { n })).toBe(value);
    const text = { $template: '{{n}}', ...zero } as const;
    expect(evaluateMapping(text, { n })).toBe(value);
  });

  it.each<[JsonValue]>([[0], [false], [' '], [[]], [{}]])('%j is not empty', (n) => {
    expect(evaluateMapping({ $path: '$.n', missing: 'omit', empty: 'missing' }, { n })).toEqual(n);
  });

  it('is left out, null or an error as `missing` says', () => {
    const data = { n: '', z: null };
    const at = (missing: 'omit' | 'null') => ({ $path: '$.n', missing, empty: 'missing' }) as const;
    expect(evaluateMapping({ a: at('omit'), b: at('null') }, data)).toEqual({ b: null });
    const error = errorOf(() => evaluateMapping({ $path: '$.z', empty: 'missing' }, data));
    expect(error.message).toBe('There is nothing at $.z: it is null.');
    const text = errorOf(() => evaluateMapping({ $template: '{{n}}', empty: 'missing' }, data));
    expect(text.message).toBe('There is nothing at the template: it is an empty text.');
  });

  it('is a value without the choice', () => {
    expect(evaluateMapping({ $path: '$.n', missing: { default: 'x' } }, { n: '' })).toBe('');
    expect(() => evaluateMapping({ $path: '$.n', as: 'number' }, { n: '' })).toThrow(
      'cannot become',
    );
  });
});

describe('a template that looks up what is not there', () => {
  const data = { body: { 'deal[contact_email]': 'a@b.c' } };
  const mapping = { $template: '{{lookup body "deal[contact_emial]"}}' };

  it('is an error that names path, place and the nearest name', () => {
    const error = errorOf(() => evaluateMapping(mapping, data));
    expect(error).toMatchObject({ code: 'PATH_MISSING', details: { at: '$.body', position: 0 } });
    expect(error.message).toContain('There is nothing at $.body["deal[contact_emial]"]');
    expect(error.hint).toContain('Did you mean "deal[contact_email]"?');
  });

  it('gives what the mapping says of a missing value', () => {
    expect(evaluateMapping({ ...mapping, missing: { default: 'none' } }, data)).toBe('none');
  });
});
