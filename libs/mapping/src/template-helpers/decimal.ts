/** A number as digits and a power of ten: 12.5 is 125 with exponent -1. */
interface Decimal {
  digits: bigint;
  exponent: number;
}

/** The sum as on paper: 0.1 and 0.2 is 0.3. */
export function addDecimals(numbers: readonly number[]): number {
  // Whole numbers that stay exact need no decimals.
  let whole = 0;
  for (const number of numbers) whole += Number.isInteger(number) ? number : NaN;
  if (Number.isSafeInteger(whole)) return whole;
  let total: Decimal = { digits: 0n, exponent: 0 };
  for (const number of numbers) {
    const next = decimalOf(number);
    const exponent = Math.min(total.exponent, next.exponent);
    total = { digits: digitsAt(total, exponent) + digitsAt(next, exponent), exponent };
  }
  return numberOf(total);
}

export function multiplyDecimals(numbers: readonly number[]): number {
  let product: Decimal = { digits: 1n, exponent: 0 };
  for (const number of numbers) {
    const { digits, exponent } = decimalOf(number);
    product = { digits: product.digits * digits, exponent: product.exponent + exponent };
  }
  return numberOf(product);
}

/** The quotient; the divisor is not 0. */
export function divideDecimals(dividend: number, divisor: number): number {
  const [left, right] = [decimalOf(dividend), decimalOf(divisor)];
  const exponent = Math.min(left.exponent, right.exponent);
  return Number(digitsAt(left, exponent)) / Number(digitsAt(right, exponent));
}

/** What remains, with the sign of the dividend; the divisor is not 0. */
export function remainderOfDecimals(dividend: number, divisor: number): number {
  const [left, right] = [decimalOf(dividend), decimalOf(divisor)];
  const exponent = Math.min(left.exponent, right.exponent);
  return numberOf({ digits: digitsAt(left, exponent) % digitsAt(right, exponent), exponent });
}

/** Rounds to decimal places: halves away from zero, so that 1.005 to two places is 1.01. */
export function roundDecimal(
  number: number,
  places: number,
  way: (value: number) => number = Math.round,
): number {
  const sign = way === Math.round ? Math.sign(number) : 1;
  const shifted = way(Number(shift(sign === 1 ? number : Math.abs(number), places)));
  return sign * Number(shift(shifted, -places));
}

function shift(number: number, by: number): string {
  const [digits = '0', exponent = '0'] = String(number).split('e');
  return `${digits}e${Number(exponent) + by}`;
}

function decimalOf(number: number): Decimal {
  const [mantissa = '0', power = '0'] = String(number).split('e');
  const [whole = '0', fraction = ''] = mantissa.split('.');
  return { digits: BigInt(whole + fraction), exponent: Number(power) - fraction.length };
}

function digitsAt({ digits, exponent }: Decimal, at: number): bigint {
  return digits * 10n ** BigInt(exponent - at);
}

function numberOf({ digits, exponent }: Decimal): number {
  return Number(`${digits}e${exponent}`);
}
