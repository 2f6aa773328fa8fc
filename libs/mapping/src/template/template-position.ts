const LINE_END = /\r\n?|\n/g;

/**
 * The offset of a line (from 1) and column (from 0) in a text. The parser counts no columns behind a
 * U+2028 or U+2029 in a text of several lines; there the offset is too small.
 */
export function offsetOf(text: string, place: { line: number; column: number }): number {
  LINE_END.lastIndex = 0;
  let start = 0;
  for (let line = 1; line < place.line && LINE_END.exec(text) !== null; line += 1) {
    start = LINE_END.lastIndex;
  }
  return Math.min(start + place.column, text.length);
}
