import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareNumbers, isExactNumber, isWhole, numberOfText } from './exact-number.ts';
import { isJsonObject, jsonTypeOf, jsonValueSchema } from './json.ts';
import { parseJson } from './parse-json.ts';

describe('a number that a double would change', () => {
  it.each([
    '8202522731445525542',
    '-9007199254740993',
    '0.1234567890123456789',
    '12345678901234567.89',
    '1e400',
    '-1.5E-400',
    '[1,{"id":7615917337495251231}]',
    '{"a":"12345678901234567890","b": 12345678901234567890}',
  ])('in %s comes out with the same digits', (text) => {
    expect(JSON.stringify(parseJson(text))).toBe(text.replaceAll(' ', ''));
  });

  it('is a number, for all that ask', () => {
    const value = parseJson('8202522731445525542');
    expect(isExactNumber(value)).toBe(true);
    expect(jsonTypeOf(value)).toBe('number');
    expect(isJsonObject(value)).toBe(false);
    expect(jsonValueSchema.parse({ a: [value] })).toEqual({ a: [value] });
    expect(`${value as number}`).toBe('8202522731445525542');
  });

  it.each(['1e9999', '9'.repeat(1001), '1e-1002'])('beyond all bounds is refused: %s', (text) => {
    expect(() => parseJson(`{"a":${text}}`)).toThrow(SyntaxError);
  });

  it('is refused in quotes and places where no number may be', () => {
    for (const text of [
      '{12345678901234567890:1}',
      '[012345678901234567890]',
      '[1234567890123456789.]',
      '[+12345678901234567890]',
      '[--12345678901234567890]',
      '[12345678901234567890 12345678901234567890]',
      '12345678901234567890"',
    ]) {
      expect(() => parseJson(text), text).toThrow(SyntaxError);
    }
  });

  it('goes into an own member named __proto__, and below any depth', () => {
    const odd = parseJson('{"__proto__":12345678901234567890}');
    expect(JSON.stringify(odd)).toBe('{"__proto__":12345678901234567890}');
    const deep = `${'['.repeat(50_000)}12345678901234567890${']'.repeat(50_000)}`;
    expect(Array.isArray(parseJson(deep))).toBe(true);
  });
});

describe('a number that a double holds', () => {
  it.each([
    ['9007199254740992', 9007199254740992],
    ['100000000000000000000000', 1e23],
    ['1.50000000000000000000', 1.5],
    ['0.000000000000000000000000', 0],
    ['1e300', 1e300],
    ['1785578400000', 1785578400000],
  ])('%s stays plain', (text, number) => {
    expect(parseJson(text)).toBe(number);
  });
});

describe('the order of numbers', () => {
  it.each([
    ['9007199254740993', '9007199254740992', 1],
    ['-9007199254740993', '-9007199254740992', -1],
    ['1e400', '1.0e400', 0],
    ['1e400', '9e399', 1],
    ['0', '1e-400', -1],
    ['0.12345678901234567', '0.123456789012345671', -1],
    ['-1e400', '1', -1],
  ])('of %s and %s takes all digits', (left, right, order) => {
    const [a, b] = [numberOfText(left) ?? 0, numberOfText(right) ?? 0];
    expect(Math.sign(compareNumbers(a, b))).toBe(order);
    expect(Math.sign(compareNumbers(b, a)) + order).toBe(0);
  });

  it('knows whole numbers', () => {
    expect(isWhole(numberOfText('12345678901234567890') ?? 0.5)).toBe(true);
    expect(isWhole(numberOfText('1234567890123456.7890e4') ?? 0.5)).toBe(true);
    expect(isWhole(numberOfText('12345678901234567.89') ?? 0)).toBe(false);
  });
});

/** Numbers as JSON writes them, most with more digits than a double has. */
const numberText = fc
  .tuple(
    fc.constantFrom('', '-'),
    fc.bigInt({ min: 0n, max: 10n ** 30n }),
    fc.option(fc.stringMatching(/^\d{0,24}[1-9]$/)),
    fc.option(fc.integer({ min: -400, max: 400 })),
  )
  .map(
    ([sign, whole, fraction, power]) =>
      `${sign}${whole}${fraction === null ? '' : `.${fraction}`}${power === null ? '' : `e${power}`}`,
  );

describe('any body', () => {
  it('says the same after it was read and written, and is written the same from then on', () => {
    const { tree } = fc.letrec<{ tree: string }>((tie) => ({
      tree: fc.oneof(
        { maxDepth: 4, withCrossShrink: true },
        numberText,
        fc.string({ unit: 'grapheme' }).map((text) => JSON.stringify(text)),
        numberText.map((text) => JSON.stringify(`id: ${text}`)),
        fc.array(tie('tree'), { maxLength: 4 }).map((items) => `[${items.join(', ')}]`),
        fc
          .dictionary(fc.string(), tie('tree'), { maxKeys: 4 })
          .map((members) =>
            Object.entries(members).map(([key, text]) => `${JSON.stringify(key)} :${text}`),
          )
          .map((members) => `{${members.join(',')}}`),
      ),
    }));
    fc.assert(
      fc.property(tree, (text) => {
        const written = JSON.stringify(parseJson(text));
        expect(numbersOf(written)).toEqual(numbersOf(text));
        expect(JSON.stringify(parseJson(written))).toBe(written);
      }),
      { numRuns: 150 },
    );
  }, 60_000);
});

/** The numbers of a JSON text without the texts in it, each as its digits and a power of ten, sorted. */
function numbersOf(text: string): string[] {
  const found = text.replace(/"(?:[^"\\]|\\.)*"/gs, '').match(/-?\d[\d.eE+-]*/g) ?? [];
  return found.map(canonical).sort();
}

function canonical(text: string): string {
  const [mantissa = '', power = '0'] = text.toLowerCase().split('e');
  const [whole = '', fraction = ''] = mantissa.replace('-', '').split('.');
  const digits = `${whole}${fraction}`.replace(/^0+/, '');
  const short = digits.replace(/0+$/, '');
  if (short === '') return '0';
  const exponent = Number(power) - fraction.length + digits.length - short.length;
  return `${text.startsWith('-') ? '-' : ''}${short}e${exponent}`;
}
