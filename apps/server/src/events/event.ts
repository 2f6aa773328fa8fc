import type { EventKind, Verdict } from '@millrace/model';

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
  /**
   * The bytes as they arrived. With an item, those of the whole delivery, or none when nobody needs
   * them.
   */
  body: Buffer;
  /** The event that holds the bytes of a split delivery; null for that event itself, and otherwise. */
  deliveryId: string | null;
  /** The part of a split delivery that this event is, as JSON; null when it was not split. */
  item: Buffer | null;
  runId: string | null;
  receivedAt: Date;
}

/** What an event takes in memory, in bytes, apart from its headers. */
export function bytesOf({ body, item }: Pick<StoredEvent, 'body' | 'item'>): number {
  return body.length + (item?.length ?? 0);
}

/** An event whose body is left out when it is too large, or came after too many bytes of others. */
export type RecentEvent = Omit<StoredEvent, 'body'> & { body: Buffer | null; size: number };

/** An event without its bytes, and how many there are. */
export type EventHead = Pick<StoredEvent, 'headers'> & { size: number };

/** A place in the bytes of an event. */
export interface BytePart {
  offset: number;
  bytes: number;
}

/** Headers as stored: a JSON list of pairs. */
export function parseHeaders(text: string): [string, string][] {
  const pairs: unknown = JSON.parse(text);
  return Array.isArray(pairs) ? pairs.filter(isPair) : [];
}

function isPair(value: unknown): value is [string, string] {
  return Array.isArray(value) && typeof value[0] === 'string' && typeof value[1] === 'string';
}
