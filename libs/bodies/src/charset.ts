import { isUtf8 } from 'node:buffer';
import { Unreadable, quoted } from './body-fault.ts';

/** Turns bytes of one charset into text; undefined when they are none. Never writes U+FFFD. */
export type Decode = (bytes: Buffer) => string | undefined;

/**
 * The decoder of a charset by its label, as browsers know them (WHATWG Encoding): `latin1` and
 * `iso-8859-1` are windows-1252. Undefined when nobody knows the label.
 */
export function decoderOf(label: string | undefined): Decode | undefined {
  if (label === undefined || /^utf-?8$/i.test(label.trim())) return decodeUtf8;
  try {
    const decoder = new TextDecoder(label.trim(), { fatal: true, ignoreBOM: true });
    return (bytes) => {
      try {
        return decoder.decode(bytes);
      } catch {
        return undefined;
      }
    };
  } catch {
    return undefined;
  }
}

function decodeUtf8(bytes: Buffer): string | undefined {
  return isUtf8(bytes) ? bytes.toString('utf8') : undefined;
}

/**
 * A whole document as text. A byte order mark names its charset whatever the label says, and is
 * not part of the text. Throws Unreadable.
 */
export function decodeText(bytes: Buffer, label: string | undefined): string {
  const marked = charsetOfMark(bytes);
  const charset = marked?.charset ?? label ?? 'UTF-8';
  const decode = decoderOf(charset);
  if (decode === undefined) {
    throw new Unreadable('charset', `nobody knows the charset ${quoted(charset)}`);
  }
  const text = decode(marked === undefined ? bytes : bytes.subarray(marked.length));
  if (text === undefined) {
    throw new Unreadable('charset', `its bytes are no text in ${charset}`);
  }
  return text;
}

function charsetOfMark(bytes: Buffer): { charset: string; length: number } | undefined {
  const [a, b, c] = bytes;
  if (a === 0xef && b === 0xbb && c === 0xbf) return { charset: 'utf-8', length: 3 };
  if (a === 0xfe && b === 0xff) return { charset: 'utf-16be', length: 2 };
  if (a === 0xff && b === 0xfe) return { charset: 'utf-16le', length: 2 };
  return undefined;
}
