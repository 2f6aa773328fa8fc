/** The offset of a line (from 1) and column (from 0) in a text. */
export function offsetOf(text: string, place: { line: number; column: number }): number {
  let start = 0;
  for (let line = 1; line < place.line; line += 1) start = text.indexOf('\n', start) + 1;
  return start + place.column;
}
