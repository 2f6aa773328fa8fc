/** Bytes shown before the view is cut. */
export const MAX_RAW = 64 * 1024;
/** A hex line is four times as wide as its bytes. */
export const MAX_HEX = 4 * 1024;

const PER_LINE = 16;

/** The bytes of base64 text; undefined when it is not base64. */
export function bytesOf(base64: string): Uint8Array | undefined {
  try {
    return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  } catch {
    return undefined;
  }
}

/** Bytes as UTF-8 text; what is not UTF-8 becomes the replacement character. */
export function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes.subarray(0, MAX_RAW));
}

/** Bytes as `offset  hex  ascii`, sixteen a line. */
export function hexOf(bytes: Uint8Array): string {
  const lines: string[] = [];
  for (let start = 0; start < Math.min(bytes.length, MAX_HEX); start += PER_LINE) {
    const line = [...bytes.subarray(start, start + PER_LINE)];
    const hex = line.map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
    const ascii = line.map((byte) => (byte > 31 && byte < 127 ? String.fromCharCode(byte) : '.'));
    const offset = start.toString(16).padStart(6, '0');
    lines.push(`${offset}  ${hex.padEnd(PER_LINE * 3 - 1)}  ${ascii.join('')}`);
  }
  return lines.join('\n');
}
