import type { EventKind, HookAnswer } from '@millrace/model';
import type { WaitedAnswer } from '../../replies/run-answers.ts';

/** A request to a trigger URL, read whole. */
export interface TriggerRequest {
  kind: EventKind;
  token: string;
  method: string;
  /** Path with query, as sent. */
  path: string;
  /** Name and value in the order they arrived. */
  headers: readonly (readonly [string, string])[];
  body: Buffer;
  receivedAt: Date;
}

/**
 * What to answer: the usual JSON, the exact bytes a handshake asks for, or what the run replies,
 * which is to be waited for.
 */
export type TriggerAnswer =
  | { kind: 'json'; body: HookAnswer }
  | { kind: 'exact'; status: number; headers: Readonly<Record<string, string>>; body: string }
  | ({ kind: 'run' } & WaitedAnswer);

/** Credentials of the sender for proxies and servers in between; never part of an event. */
const SECRET_HEADERS = new Set(['authorization', 'proxy-authorization', 'cookie']);

/** The headers worth keeping. */
export function keptHeaders(request: TriggerRequest): [string, string][] {
  const kept: [string, string][] = [];
  for (const [name, value] of request.headers) {
    if (!SECRET_HEADERS.has(name.toLowerCase())) kept.push([name, value]);
  }
  return kept;
}

/** The part behind the question mark, without it. */
export function queryOf(request: TriggerRequest): string {
  const mark = request.path.indexOf('?');
  return mark === -1 ? '' : request.path.slice(mark + 1);
}
