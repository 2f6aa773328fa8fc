import type { Verdict } from '@millrace/model';

export type EventKind = 'webhook' | 'manual' | 'sample' | 'call' | 'replay';

/** An event as it is stored. */
export interface StoredEvent {
  id: string;
  workspaceId: string;
  flowId: string;
  kind: EventKind;
  verdict: Verdict;
  reason: string | null;
  method: string;
  query: string;
  /** Name and value in the order they arrived. */
  headers: [string, string][];
  body: Buffer;
  runId: string | null;
  receivedAt: Date;
}

/** An event whose body is left out when it is too large, or came after too many bytes of others. */
export type RecentEvent = Omit<StoredEvent, 'body'> & { body: Buffer | null; size: number };

/** Headers as stored: a JSON list of pairs. */
export function parseHeaders(text: string): [string, string][] {
  const pairs: unknown = JSON.parse(text);
  return Array.isArray(pairs) ? pairs.filter(isPair) : [];
}

function isPair(value: unknown): value is [string, string] {
  return Array.isArray(value) && typeof value[0] === 'string' && typeof value[1] === 'string';
}
