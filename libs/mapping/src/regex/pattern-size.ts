const REPEAT = /\{(\d+)(?:,(\d*))?\}/y;
const BRACED_ESCAPE = /\\[pPx]\{[^}]*\}/y;
const CLASS = /\[\^?\]?(?:\[:[^:\]]*:\]|\\[pP]\{[^}]*\}|\\[^]|[^\]\\])*\]?/y;
const QUOTED = /\\Q[^]*?(?:\\E|$)/y;

/**
 * About how many instructions a pattern in RE2 syntax compiles to, counted without compiling it:
 * `(a|b){1000}` is short to write and thousands of instructions long.
 */
export function patternSize(source: string): number {
  const outer: number[] = [];
  let total = 0;
  let last = 0;
  const atom = (size: number) => {
    last = size;
    total += size;
  };
  for (let at = 0; at < source.length;) {
    const repeat = found(REPEAT, source, at);
    const token = repeat?.[0] ?? tokenAt(source, at);
    at += token.length;
    if (repeat !== undefined) {
      const times = Math.max(1, Number(repeat[1]), Number(repeat[2] ?? 0));
      total += last * (times - 1);
      last *= times;
    } else if (token === '(') {
      outer.push(total);
      total = 0;
      last = 0;
    } else if (token === ')') {
      const inner = total + 2;
      total = outer.pop() ?? 0;
      atom(inner);
    } else if (token === '*' || token === '+' || token === '?') {
      total += 1;
      last += 1;
    } else atom(token.startsWith('\\Q') ? token.length : 1);
  }
  return outer.reduce((sum, part) => sum + part, total);
}

/** The character, escape or class at a position, as written. */
function tokenAt(source: string, at: number): string {
  const letter = source.charAt(at);
  if (letter === '[') return found(CLASS, source, at)?.[0] ?? letter;
  if (letter !== '\\') return letter;
  const long = found(QUOTED, source, at) ?? found(BRACED_ESCAPE, source, at);
  return long?.[0] ?? source.slice(at, at + 2);
}

function found(pattern: RegExp, source: string, at: number): RegExpExecArray | undefined {
  pattern.lastIndex = at;
  return pattern.exec(source) ?? undefined;
}
