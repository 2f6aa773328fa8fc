import { isJsonObject, parseJson, type JsonValue } from '@millrace/model';
import type { CallOutcome, CallRoom } from '../ports.ts';

/** A request of a sequence, or a wait of so many milliseconds before the next one. */
export type Part = 'read' | 'write' | number;

export const SEQUENCES: readonly (readonly Part[])[] = [
  ['write', 'write'],
  ['read', 'write', 'read', 7_000, 'write'],
  [6_000, 'write', 'read'],
  ['write', 9_000, 'read', 'read', 8_000, 'write', 'write', 'read'],
];

interface Stand {
  /** The part that comes next. */
  at: number;
  /** What the requests before it gave. */
  did: string[];
}

/**
 * Makes the requests of a sequence as a connector does: stores where it stands before a request
 * behind a write, and says before a write that must not be repeated that one comes. `send` gives false
 * for a request that the application refuses for now.
 */
export async function makeSequence(
  parts: readonly Part[],
  room: CallRoom,
  now: () => number,
  send: (part: number, isWrite: boolean) => boolean,
): Promise<CallOutcome> {
  const stored = read(room.state);
  let { from } = stored;
  let stand = room.retries ? from : stored.stand;
  let isSaved = true;
  let doubtful = room.state === undefined;
  for (; stand.at < parts.length; stand = { ...stand, at: stand.at + 1 }) {
    const part = parts[stand.at] ?? 0;
    if (typeof part === 'number') {
      const behind = { ...stand, at: stand.at + 1 };
      if (!isSaved) from = behind;
      return {
        pending: true,
        until: new Date(now() + part),
        state: JSON.stringify({ from, stand: behind }),
      };
    }
    const isWrite = part === 'write';
    if (!isSaved || (room.neverRepeat && isWrite !== doubtful)) {
      if (!isSaved) from = stand;
      await room.checkpoint(JSON.stringify({ from, stand }), isWrite);
      isSaved = true;
      doubtful = isWrite;
    }
    if (!send(stand.at, isWrite)) {
      const error = { code: 'CALL_UNAVAILABLE', message: `part ${String(stand.at)}`, hint: '' };
      return { ok: false, error, retryable: true };
    }
    isSaved &&= !isWrite;
    stand = { ...stand, did: [...stand.did, `${part} ${String(stand.at)}`] };
  }
  return { ok: true, output: stand.did };
}

const BEGINNING: Stand = { at: 0, did: [] };

function read(state: string | undefined): { from: Stand; stand: Stand } {
  const value = state === undefined ? null : parseJson(state);
  if (!isJsonObject(value)) return { from: BEGINNING, stand: BEGINNING };
  return { from: standOf(value['from']), stand: standOf(value['stand']) };
}

function standOf(value: JsonValue | undefined): Stand {
  const { at, did } = value !== undefined && isJsonObject(value) ? value : {};
  if (typeof at !== 'number' || !Array.isArray(did)) throw new Error('This is no state of mine.');
  return { at, did: did.map(String) };
}

/** True for a state of a sequence that never makes a part again. */
export function goesOnBehind(state: string, part: number): boolean {
  return read(state).from.at > part;
}
