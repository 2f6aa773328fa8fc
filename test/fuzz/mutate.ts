import type { Random } from '../chaos/random.ts';

const PIECES = [
  ...[
    '$',
    '@',
    '.',
    '..',
    '[',
    ']',
    '*',
    '?',
    '(',
    ')',
    '!',
    '&&',
    '||',
    '==',
    '<=',
    ',',
    ':',
    '~',
  ],
  ...['{{', '}}', '{{{', '}}}', '{{#', '{{/', '{{^', '{{>', '{{!--', '--}}', '|', '#', '../', '='],
  ...[
    '"',
    "'",
    '`',
    '\\',
    '\\u',
    '\\ud800',
    ' ',
    '\n',
    '\0',
    '\u2028',
    '\ud83d',
    '-0',
    '00',
    '1e9',
  ],
  ...['else', 'as |x|', '@index', '@root', 'match(', 'search(', 'constructor', '__proto__', '^'],
];

/** Text as it was written mostly; else nearly so, or anything at all. */
export function perhapsBroken(random: Random, text: string): string {
  if (random.chance(0.65)) return text;
  if (random.chance(0.9)) return broken(random, text);
  return noise(random);
}

function broken(random: Random, text: string): string {
  let result = text;
  for (let times = random.between(1, 3); times > 0; times -= 1) {
    const at = random.between(0, result.length);
    const length = random.between(0, Math.min(8, result.length - at));
    const cut = result.slice(at, at + length);
    const put = random.pick([
      () => '',
      () => random.pick(PIECES),
      () => cut + cut,
      () => cut.repeat(random.pick([2, 40, 700])),
      () => Array.from(cut).reverse().join(''),
      () => unit(random),
      () => result.slice(0, random.between(0, 40)),
    ])();
    result = result.slice(0, at) + put + result.slice(at + length);
  }
  return result;
}

function noise(random: Random): string {
  const length = random.between(0, random.chance(0.05) ? 30_000 : 40);
  const piece = random.chance(0.5) ? () => unit(random) : () => random.pick(PIECES);
  return Array.from({ length }, piece).join('');
}

/** Any UTF-16 unit, those below 128 more often. */
function unit(random: Random): string {
  return String.fromCharCode(random.between(0, random.chance(0.7) ? 127 : 65_535));
}
