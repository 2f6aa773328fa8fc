/** A command as the words a shell would give to it, and what nobody evaluates here. */
export interface ShellWords {
  words: string[];
  /** Variables and commands that stand in it: they stay text. */
  unfilled: string[];
  /** What stands behind the command: a pipe, another command. */
  rest: string;
}

const ANSI: Readonly<Record<string, string>> = {
  ...{ n: '\n', r: '\r', t: '\t', a: '\x07', b: '\b', e: '\x1b', E: '\x1b', f: '\f', v: '\v' },
  ...{ '\\': '\\', "'": "'", '"': '"', '?': '?' },
};

/** Escapes of `$'…'`: characters by their number, and those of the table. */
const ANSI_ESCAPE =
  /\\(?:x([\da-fA-F]{1,2})|u([\da-fA-F]{1,4})|U([\da-fA-F]{1,8})|([0-7]{1,3})|([^]))/g;
/** What the shell puts something else in the place of. */
const FILLED = /^(?:\$(?:\w+|\{[^}]*\}|\([^)]*\))|`[^`]*`)/;
const ENDS = new Set(['|', ';', '&', '<', '>', '\n', '(', ')']);

/**
 * The words of a command for a POSIX shell: quotes of all kinds, `$'…'`, escapes, lines that go on. Nothing is
 * evaluated. Undefined for a quote that does not end.
 */
export function posixWords(text: string): ShellWords | undefined {
  const found: ShellWords = { words: [], unfilled: [], rest: '' };
  let word: string | undefined;
  let at = 0;
  const end = (): void => {
    if (word !== undefined) found.words.push(word);
    word = undefined;
  };
  while (at < text.length) {
    const sign = text.charAt(at);
    if (text.startsWith('\\\n', at)) at += 2;
    else if (sign === ' ' || sign === '\t') {
      end();
      at += 1;
    } else if (ENDS.has(sign)) break;
    else if (sign === '#' && word === undefined) break;
    else {
      const piece = pieceAt(text, at, found.unfilled);
      if (piece === undefined) return undefined;
      word = (word ?? '') + piece.text;
      at = piece.end;
    }
  }
  end();
  return { ...found, rest: text.slice(at).trim() };
}

interface Piece {
  text: string;
  end: number;
}

function pieceAt(text: string, at: number, unfilled: string[]): Piece | undefined {
  const sign = text.charAt(at);
  if (sign === "'") return plainQuoted(text, at + 1);
  if (sign === '"') return quoted(text, at + 1, unfilled);
  if (text.startsWith("$'", at)) return ansiQuoted(text, at + 2);
  if (sign === '\\') return { text: text.charAt(at + 1), end: at + 2 };
  return plain(text, at, unfilled);
}

/** One character, or a place the shell would fill in. */
function plain(text: string, at: number, unfilled: string[]): Piece {
  const [hole] = FILLED.exec(text.slice(at, at + 500)) ?? [];
  if (hole === undefined) return { text: text.charAt(at), end: at + 1 };
  unfilled.push(hole);
  return { text: hole, end: at + hole.length };
}

function plainQuoted(text: string, from: number): Piece | undefined {
  const end = text.indexOf("'", from);
  return end < 0 ? undefined : { text: text.slice(from, end), end: end + 1 };
}

function quoted(text: string, from: number, unfilled: string[]): Piece | undefined {
  let inner = '';
  for (let at = from; at < text.length;) {
    const sign = text.charAt(at);
    if (sign === '"') return { text: inner, end: at + 1 };
    const next = text.charAt(at + 1);
    if (sign === '\\' && next !== '' && '$`"\\\n'.includes(next)) {
      inner += next === '\n' ? '' : next;
      at += 2;
    } else {
      const piece = plain(text, at, unfilled);
      inner += piece.text;
      at = piece.end;
    }
  }
  return undefined;
}

function ansiQuoted(text: string, from: number): Piece | undefined {
  const [whole, inner] = /^((?:[^'\\]|\\[^])*)'/.exec(text.slice(from)) ?? [];
  if (whole === undefined || inner === undefined) return undefined;
  return { text: inner.replace(ANSI_ESCAPE, ansiSign), end: from + whole.length };
}

function ansiSign(
  whole: string,
  ...[hex, small, large, octal, sign]: (string | undefined)[]
): string {
  const code = hex ?? small ?? large;
  if (code !== undefined) return signOf(Number.parseInt(code, 16));
  if (octal !== undefined) return signOf(Number.parseInt(octal, 8) & 0xff);
  return ANSI[sign ?? ''] ?? whole;
}

function signOf(code: number): string {
  return code > 0x10ffff ? '\ufffd' : String.fromCodePoint(code);
}

/**
 * The words of a command for cmd.exe: its carets, and then the quotes as programs of Windows read them
 * (`\"` and `""` inside of quotes). Undefined for a quote that does not end.
 */
export function cmdWords(text: string): ShellWords | undefined {
  const { line, rest } = cmdLine(text);
  // Chrome writes every backslash twice, which only those before a quote have to be: it means one.
  const reader = new CmdWords(text.includes('^\\^\\'));
  for (const [piece] of line.matchAll(/\\+"?|"|\s|[^\\"\s]+/g)) reader.take(piece);
  const words = reader.end();
  const unfilled = line.match(/%[A-Za-z_]\w*%/g) ?? [];
  return words === undefined ? undefined : { words, unfilled, rest };
}

/** States: outside of quotes ⇄ inside; a quote right behind a closing one is text, and goes on inside. */
class CmdWords {
  private readonly isTwice: boolean;
  private readonly words: string[] = [];
  private word: string | undefined;
  private isQuoted = false;
  private isJustClosed = false;

  constructor(isTwice: boolean) {
    this.isTwice = isTwice;
  }

  take(piece: string): void {
    if (piece.startsWith('\\')) this.takeBackslashes(piece);
    else if (piece === '"') return this.takeQuote();
    else if (!this.isQuoted && /^\s/.test(piece)) this.finish();
    else this.add(piece);
    this.isJustClosed = false;
  }

  /** Undefined inside of quotes. */
  end(): string[] | undefined {
    this.finish();
    return this.isQuoted ? undefined : this.words;
  }

  /** Before a quote two are one, and one that is left over makes the quote text. */
  private takeBackslashes(piece: string): void {
    const count = piece.replace('"', '').length;
    if (!piece.endsWith('"'))
      return this.add(this.isTwice ? '\\'.repeat(Math.ceil(count / 2)) : piece);
    this.add('\\'.repeat(Math.floor(count / 2)));
    this.isJustClosed = false;
    if (count % 2 === 1) this.add('"');
    else this.takeQuote();
  }

  private takeQuote(): void {
    this.add(this.isJustClosed ? '"' : '');
    const wasQuoted = this.isQuoted;
    this.isQuoted = !wasQuoted;
    this.isJustClosed = wasQuoted;
  }

  private add(text: string): void {
    this.word = (this.word ?? '') + text;
  }

  private finish(): void {
    if (this.word !== undefined) this.words.push(this.word);
    this.word = undefined;
  }
}

/** What cmd.exe gives to a program: without its carets, up to a pipe or the end of the line. */
function cmdLine(text: string): { line: string; rest: string } {
  let line = '';
  let isQuoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const sign = text.charAt(at);
    if (sign === '^' && !isQuoted) {
      // A caret takes the end of a line away, and what follows as it is.
      at += text.charAt(at + 1) === '\n' ? 2 : 1;
      line += text.charAt(at);
    } else if (!isQuoted && '|&<>\n'.includes(sign)) {
      return { line, rest: text.slice(at).trim() };
    } else {
      if (sign === '"') isQuoted = !isQuoted;
      line += sign;
    }
  }
  return { line, rest: '' };
}
