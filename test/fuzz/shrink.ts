import { isExactNumber, parseJson } from '@millrace/model';
import type { FuzzCase } from './fuzz-case.ts';

const MOST_ATTEMPTS = 3000;
const MOST_MS = 20_000;
/** Deeper values are not taken apart: this recurses. */
const MOST_LEVELS = 500;

/** A smaller case that still fails, by dropping text of its subject and members of its data. */
export function shrink(start: FuzzCase, fails: (smaller: FuzzCase) => boolean): FuzzCase {
  const end = performance.now() + MOST_MS;
  let attempts = 0;
  let best = start;
  const better = (candidate: FuzzCase): boolean => {
    if (sizeOf(candidate) >= sizeOf(best)) return false;
    attempts += 1;
    if (!fails(candidate)) return false;
    best = candidate;
    return true;
  };
  const goesOn = (): boolean => attempts < MOST_ATTEMPTS && performance.now() < end;
  for (let before = Infinity; sizeOf(best) < before && goesOn();) {
    before = sizeOf(best);
    for (const data of smallerJson(best.data)) if (!goesOn() || better({ ...best, data })) break;
    const isText = best.kind === 'path' || best.kind === 'template';
    const subjects = isText ? smallerText(best.subject) : smallerJson(best.subject);
    for (const subject of subjects) if (!goesOn() || better({ ...best, subject })) break;
  }
  return best;
}

function sizeOf({ subject, data }: FuzzCase): number {
  return subject.length + data.length;
}

/** The text without a part of it: halves, then quarters, down to single characters. */
function* smallerText(text: string): Generator<string> {
  for (let length = Math.ceil(text.length / 2); length >= 1; length = Math.floor(length / 2)) {
    for (let at = 0; at < text.length; at += length) {
      yield text.slice(0, at) + text.slice(at + length);
    }
  }
}

function* smallerJson(text: string): Generator<string> {
  if (levelsOf(text) > MOST_LEVELS) {
    yield* ['null', '{}', '[]'];
    return;
  }
  for (const value of smallerValues(parseJson(text))) yield jsonOf(value);
}

/** What a value can become: nothing, one of its members, itself with less in it. */
function* smallerValues(value: unknown): Generator {
  if (typeof value === 'string') {
    if (value.length > 0) yield* smallerText(value);
    return;
  }
  if (typeof value !== 'object' || value === null) {
    if (value !== 0) yield 0;
    return;
  }
  yield null;
  yield* Object.values(value);
  if (Array.isArray(value)) yield* smallerLists(value);
  else yield* smallerObjects(value);
}

function* smallerLists(list: readonly unknown[]): Generator<unknown[]> {
  for (let length = Math.ceil(list.length / 2); length >= 1; length = Math.floor(length / 2)) {
    for (let at = 0; at < list.length; at += length) yield list.toSpliced(at, length);
  }
  for (const [at, member] of list.entries()) {
    for (const smaller of smallerValues(member)) yield list.with(at, smaller);
  }
}

function* smallerObjects(object: object): Generator<object> {
  const entries = Object.entries(object);
  for (const fewer of smallerLists(entries)) {
    // Taking an entry itself apart makes no entry.
    if (
      fewer.every(
        (entry) => Array.isArray(entry) && typeof entry[0] === 'string' && entry.length === 2,
      )
    ) {
      yield Object.fromEntries(fewer as [string, unknown][]);
    }
  }
}

function levelsOf(text: string): number {
  let [open, most] = [0, 0];
  for (const sign of text) {
    if (sign === '[' || sign === '{') most = Math.max(most, ++open);
    if (sign === ']' || sign === '}') open -= 1;
  }
  return most;
}

/** JSON that also says what is infinite, as text can. */
function jsonOf(value: unknown): string {
  if (typeof value === 'number') return numberText(value);
  if (isExactNumber(value)) return value.text;
  if (Array.isArray(value)) return `[${value.map(jsonOf).join()}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).map(
    ([key, one]) => `${JSON.stringify(key)}:${jsonOf(one)}`,
  );
  return `{${members.join()}}`;
}

function numberText(value: number): string {
  if (Object.is(value, -0)) return '-0';
  if (Number.isFinite(value)) return String(value);
  return value > 0 ? '1e400' : '-1e400';
}
