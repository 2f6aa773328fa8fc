import { isExactNumber, isWhole, numberOfText, type JsonNumber } from '@millrace/model';

/** A number as digits and a power of ten: 12.5 is 125 with exponent -1. */
interface Decimal {
  digits: bigint;
  exponent: number;
}

/** The sum as on paper, to the last digit: 0.1 and 0.2 is 0.3. Undefined when it is too large. */
export function addDecimals(numbers: readonly JsonNumber[]): JsonNumber | undefined {
  // Whole numbers that stay exact need no decimals.
  let whole = 0;
  for (const number of numbers)
    whole += typeof number === 'number' && Number.isInteger(number) ? number : NaN;
  if (Number.isSafeInteger(whole)) return whole;
  let total: Decimal = { digits: 0n, exponent: 0 };
  for (const number of numbers) {
    const next = decimalOf(number);
    const exponent = Math.min(total.exponent, next.exponent);
    total = { digits: digitsAt(total, exponent) + digitsAt(next, exponent), exponent };
  }
  return numberOf(total);
}

/** The product, to the last digit. Undefined when it is too large. */
export function multiplyDecimals(numbers: readonly JsonNumber[]): JsonNumber | undefined {
  let product: Decimal = { digits: 1n, exponent: 0 };
  for (const number of numbers) {
    const { digits, exponent } = decimalOf(number);
    product = { digits: product.digits * digits, exponent: product.exponent + exponent };
  }
  return numberOf(product);
}

/** Digits, at least, of a quotient that has no end, where a number has more than a double holds. */
const QUOTIENT_DIGITS = 34;

/**
 * The quotient; the divisor is not 0. To the last digit where it is whole or one of both is exact and
 * it has an end, otherwise rounded. Undefined when it is too large.
 */
export function divideDecimals(dividend: JsonNumber, divisor: JsonNumber): JsonNumber | undefined {
  const [left, right] = [decimalOf(dividend), decimalOf(divisor)];
  const shift = Math.max(0, QUOTIENT_DIGITS + lengthOf(right.digits) - lengthOf(left.digits));
  const scaled = left.digits * 10n ** BigInt(shift);
  const rest = scaled % right.digits;
  const quotient = {
    digits: rest === 0n ? scaled / right.digits : halfAway(scaled, right.digits),
    exponent: left.exponent - right.exponent - shift,
  };
  const exact = numberOf(withoutZeros(quotient));
  if (typeof dividend !== 'number' || typeof divisor !== 'number') return exact;
  if (rest === 0n && exact !== undefined && isWhole(exact)) return exact;
  const exponent = Math.min(left.exponent, right.exponent);
  return Number(digitsAt(left, exponent)) / Number(digitsAt(right, exponent));
}

/** What remains, with the sign of the dividend; the divisor is not 0. */
export function remainderOfDecimals(
  dividend: JsonNumber,
  divisor: JsonNumber,
): JsonNumber | undefined {
  const [left, right] = [decimalOf(dividend), decimalOf(divisor)];
  const exponent = Math.min(left.exponent, right.exponent);
  return numberOf({ digits: digitsAt(left, exponent) % digitsAt(right, exponent), exponent });
}

/** Where a number goes that lies between two; `nearest` sends halves away from zero. */
export type Rounding = 'nearest' | 'down' | 'up';

const ROUND: Readonly<Record<Rounding, (value: number) => number>> = {
  nearest: Math.round,
  down: Math.floor,
  up: Math.ceil,
};

/** Rounds to decimal places: halves away from zero, so that 1.005 to two places is 1.01. */
export function roundDecimal(
  number: JsonNumber,
  places: number,
  way: Rounding = 'nearest',
): JsonNumber | undefined {
  if (isExactNumber(number)) {
    const decimal = decimalOf(number);
    const dropped = -decimal.exponent - places;
    return dropped <= 0 ? number : numberOf(dropPlaces(decimal, dropped, way));
  }
  const sign = way === 'nearest' ? Math.sign(number) : 1;
  const shifted = ROUND[way](Number(shift(sign === 1 ? number : Math.abs(number), places)));
  return sign * Number(shift(shifted, -places));
}

function dropPlaces({ digits, exponent }: Decimal, dropped: number, way: Rounding): Decimal {
  const unit = 10n ** BigInt(dropped);
  const rest = digits % unit;
  let kept = way === 'nearest' ? halfAway(digits, unit) : digits / unit;
  if (way === 'down' && rest < 0n) kept -= 1n;
  if (way === 'up' && rest > 0n) kept += 1n;
  return { digits: kept, exponent: exponent + dropped };
}

/** A quotient of whole numbers, rounded. */
function halfAway(dividend: bigint, divisor: bigint): bigint {
  const rest = sizeOf(dividend % divisor) * 2n;
  const sign = dividend < 0n === divisor < 0n ? 1n : -1n;
  return dividend / divisor + (rest >= sizeOf(divisor) ? sign : 0n);
}

/** The number with the other sign. */
export function negative(number: JsonNumber): JsonNumber {
  if (typeof number === 'number') return -number;
  const { text } = number;
  return numberOfText(text.startsWith('-') ? text.slice(1) : `-${text}`) ?? number;
}

export function absolute(number: JsonNumber): JsonNumber {
  if (typeof number === 'number') return Math.abs(number);
  return number.text.startsWith('-') ? negative(number) : number;
}

function sizeOf(digits: bigint): bigint {
  return digits < 0n ? -digits : digits;
}

function lengthOf(digits: bigint): number {
  return String(sizeOf(digits)).length;
}

function shift(number: number, by: number): string {
  const [digits = '0', exponent = '0'] = String(number).split('e');
  return `${digits}e${Number(exponent) + by}`;
}

function decimalOf(number: JsonNumber): Decimal {
  const [mantissa = '0', power = '0'] = String(number).toLowerCase().split('e');
  const [whole = '0', fraction = ''] = mantissa.split('.');
  return { digits: BigInt(whole + fraction), exponent: Number(power) - fraction.length };
}

function digitsAt({ digits, exponent }: Decimal, at: number): bigint {
  return digits * 10n ** BigInt(exponent - at);
}

function withoutZeros({ digits, exponent }: Decimal): Decimal {
  const text = String(digits);
  let end = text.length;
  while (end > 1 && text[end - 1] === '0') end -= 1;
  return { digits: BigInt(text.slice(0, end)), exponent: exponent + text.length - end };
}

/** More places than this, before or behind the point, are written with an exponent. */
const MOST_PLACES = 100;

/** Undefined for what lies beyond a double's range: numbers may have more digits, not be larger. */
function numberOf({ digits, exponent }: Decimal): JsonNumber | undefined {
  if (!Number.isFinite(Number(`${digits}e${exponent}`))) return undefined;
  const places = -exponent;
  if (Math.abs(exponent) > MOST_PLACES) return numberOfText(`${digits}e${exponent}`);
  if (places <= 0) return numberOfText(`${digits}${'0'.repeat(exponent)}`);
  const size = String(sizeOf(digits)).padStart(places + 1, '0');
  const sign = digits < 0n ? '-' : '';
  return numberOfText(`${sign}${size.slice(0, -places)}.${size.slice(-places)}`);
}
