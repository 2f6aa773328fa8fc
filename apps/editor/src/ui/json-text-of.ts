import { isExactNumber, nestsWithin } from '@millrace/model';

/** Deeper than this the indentation alone is longer than anybody reads. */
const INDENTED = 200;
/** Deeper than this a value is not written out: it would overflow the stack. */
const WRITTEN = 2_000;
/** Levels a short text goes into. */
const SHORT = 20;

const TOO_DEEP = '"This value is nested too deep to be written out."';

/** A value as JSON to copy or edit, whatever its depth. Costs as much as the value is large. */
export function wholeJson(value: unknown): string {
  if (value === undefined) return '';
  if (!nestsWithin(value, WRITTEN)) return TOO_DEEP;
  return JSON.stringify(value, null, nestsWithin(value, INDENTED) ? 2 : 0);
}

/** A value as JSON on one line, cut after about `most` characters: costs only what is shown of it. */
export function shortJson(value: unknown, most: number): string {
  let text = '';
  const end: { isCut: boolean } = { isCut: false };
  const isFull = (): boolean => {
    end.isCut ||= text.length >= most;
    return end.isCut;
  };

  function write(part: unknown, depth: number): void {
    if (typeof part === 'string') text += JSON.stringify(part.slice(0, most - text.length + 1));
    else if (typeof part !== 'object' || part === null || isExactNumber(part)) text += String(part);
    else if (depth >= SHORT) text += '…';
    else if (Array.isArray(part)) writeList(part, depth);
    else writeObject(part, depth);
  }

  function writeList(list: readonly unknown[], depth: number): void {
    text += '[';
    for (const [at, item] of list.entries()) {
      if (isFull()) return;
      if (at > 0) text += ',';
      write(item, depth + 1);
    }
    text += ']';
  }

  function writeObject(object: object, depth: number): void {
    text += '{';
    for (const [at, [key, member]] of Object.entries(object).entries()) {
      if (isFull()) return;
      text += `${at > 0 ? ',' : ''}${JSON.stringify(key)}:`;
      write(member, depth + 1);
    }
    text += '}';
  }

  if (value !== undefined) write(value, 0);
  return end.isCut || text.length > most ? `${text.slice(0, most)}…` : text;
}
