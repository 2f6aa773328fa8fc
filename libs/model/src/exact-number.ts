/** The parts of `JSON` that TypeScript's library does not know yet; old browsers lack rawJSON. */
const { rawJSON }: { parse: unknown; rawJSON?: (text: string) => unknown } = JSON;

/** Longest number that is read, in characters, and how far its first digit may lie from the point. */
const MOST_CHARACTERS = 1000;
const MOST_PLACES = 1000;

/** A decimal number as JSON writes it; leading zeros, as texts have them, are taken too. */
const DECIMAL = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/;

/** A double has room for any 15 digits, and for these in exponents of one or two digits. */
const SURE_CHARACTERS = 15;

/**
 * A number that a double would change: an integer beyond 2^53, a long decimal, 1e400. It is a number
 * everywhere, and JSON.stringify writes its digits. It is never equal to a plain number, since what
 * a double holds is always one. Immutable; made by {@link numberOfText}.
 */
export interface ExactNumber {
  /** The number in the notation of JSON, as it was written. */
  readonly text: `${number}`;
  toJSON(): unknown;
  toString(): string;
}

class WrittenNumber implements ExactNumber {
  readonly text: `${number}`;

  constructor(text: `${number}`) {
    this.text = text;
    Object.freeze(this);
  }

  /** Throws where the platform cannot write such a number: a changed one must not go out. */
  toJSON(): unknown {
    if (rawJSON === undefined) {
      throw new TypeError(`This browser is too old to write the number ${this.text}. Update it.`);
    }
    return rawJSON(this.text);
  }

  toString(): string {
    return this.text;
  }
}

export function isExactNumber(value: unknown): value is ExactNumber {
  return value instanceof WrittenNumber;
}

/** A number of JSON: plain when a double holds it, otherwise with its digits. */
export type JsonNumber = number | ExactNumber;

export function isJsonNumber(value: unknown): value is JsonNumber {
  return typeof value === 'number' || isExactNumber(value);
}

/** A number as its digits, without zeros at either end, times a power of ten. */
interface Decimal {
  negative: boolean;
  /** Empty for zero. */
  digits: string;
  exponent: number;
}

/**
 * The number a text writes: plain when a double prints as the same value. Undefined for what is no
 * number, has more than 1,000 characters or lies beyond 10^±1000, so that nothing has to be paid
 * for more.
 */
export function numberOfText(text: string): JsonNumber | undefined {
  if (text.length > MOST_CHARACTERS) return undefined;
  const parts = DECIMAL.exec(text);
  if (parts === null) return undefined;
  const number = Number(text);
  if (text.length <= SURE_CHARACTERS && parts[4] === undefined) return number;
  const decimal = decimalOf(parts);
  if (Number.isFinite(number) && isSame(decimal, decimalOfNumber(number))) return number;
  if (Math.abs(decimal.digits.length + decimal.exponent) > MOST_PLACES) return undefined;
  const [, sign = '', whole = ''] = parts;
  const rest = text.slice(sign.length + whole.length);
  const written = sign + whole.replace(/^0+(?=\d)/, '') + rest;
  return isNumeric(written) ? new WrittenNumber(written) : undefined;
}

/** True for a number without decimals. */
export function isWhole(number: JsonNumber): boolean {
  return typeof number === 'number'
    ? Number.isInteger(number)
    : decimalOfNumber(number).exponent >= 0;
}

/** Below 0, 0 or above 0, by all digits of both. */
export function compareNumbers(left: JsonNumber, right: JsonNumber): number {
  if (typeof left === 'number' && typeof right === 'number') {
    if (left === right) return 0;
    return left < right ? -1 : 1;
  }
  const [first, second] = [decimalOfNumber(left), decimalOfNumber(right)];
  const signs = signOf(first) - signOf(second);
  if (signs !== 0) return signs;
  const order = compareSizes(first, second);
  return first.negative ? -order : order;
}

function compareSizes(first: Decimal, second: Decimal): number {
  const places = first.digits.length + first.exponent - second.digits.length - second.exponent;
  if (places !== 0) return places;
  if (first.digits === second.digits) return 0;
  return first.digits < second.digits ? -1 : 1;
}

function signOf({ negative, digits }: Decimal): number {
  if (digits === '') return 0;
  return negative ? -1 : 1;
}

function isSame(first: Decimal, second: Decimal): boolean {
  return (
    first.digits === second.digits &&
    first.exponent === second.exponent &&
    (first.digits === '' || first.negative === second.negative)
  );
}

function decimalOfNumber(number: JsonNumber): Decimal {
  return decimalOf(DECIMAL.exec(String(number)) ?? []);
}

function decimalOf([, sign, whole = '0', fraction = '', power = '0']: readonly string[]): Decimal {
  const all = whole + fraction;
  let start = 0;
  let end = all.length;
  while (start < end && all[start] === '0') start += 1;
  while (end > start && all[end - 1] === '0') end -= 1;
  const exponent = start === end ? 0 : Number(power) - fraction.length + all.length - end;
  return { negative: sign === '-', digits: all.slice(start, end), exponent };
}

function isNumeric(text: string): text is `${number}` {
  return DECIMAL.test(text);
}
