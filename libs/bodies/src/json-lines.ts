import type { JsonValue } from '@millrace/model';
import { Unreadable } from './body-fault.ts';
import { BODY_LIMITS } from './body-limits.ts';
import { parseJsonText, requireBounded } from './json-body.ts';
import { decodeText } from './charset.ts';

/** One JSON value a line, empty lines aside, as a list. Throws Unreadable, naming the line. */
export function parseJsonLines(body: Buffer): JsonValue[] {
  const text = decodeText(body, undefined);
  requireBounded(body);
  const list: JsonValue[] = [];
  let at = 0;
  for (let line = 1; at < text.length; line += 1) {
    const next = text.indexOf('\n', at);
    const end = next === -1 ? text.length : next;
    const one = text.slice(at, end).trim();
    at = end + 1;
    if (line > BODY_LIMITS.lines) {
      throw new Unreadable('limit', `it has more than ${String(BODY_LIMITS.lines)} lines`);
    }
    if (one !== '') list.push(parseJsonText(one, `line ${String(line)}: `));
  }
  return list;
}
