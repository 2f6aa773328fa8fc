/** Type numbers of PostgreSQL. */
export const BYTEA = 17;
export const TEXT = 25;
export const UUID = 2950;

const HEADER = 20;

/**
 * A one-dimensional array in PostgreSQL's binary format, which the driver passes on as it is. As
 * text, each byte of a bytea would take two, and be parsed on the other side.
 */
export function binaryArray(type: number, elements: readonly Buffer[]): Buffer {
  const size = elements.reduce((sum, { length }) => sum + 4 + length, HEADER);
  const array = Buffer.allocUnsafe(size);
  array.writeInt32BE(1, 0); // dimensions
  array.writeInt32BE(0, 4); // no NULLs
  array.writeInt32BE(type, 8);
  array.writeInt32BE(elements.length, 12);
  array.writeInt32BE(1, 16); // lower bound
  let at = HEADER;
  for (const element of elements) {
    at = array.writeInt32BE(element.length, at);
    at += element.copy(array, at);
  }
  return array;
}
