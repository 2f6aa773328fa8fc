import type { AppError, EventKind } from '@millrace/model';
import type { TriggerTarget } from '../flows/flow.service.ts';

/**
 * One delivery as its source hands it over: a request to a trigger URL, a start by hand, the tick of
 * a schedule. Nothing here is of one protocol alone.
 */
export interface Arrival {
  target: TriggerTarget;
  source: EventKind;
  /** Exactly the bytes that came. */
  payload: Buffer;
  /** Name and value in the order they came; the content type is one of them. */
  headers: [string, string][];
  /** How it was asked for, where the source is a request. */
  request: { method: string; query: string } | undefined;
  receivedAt: Date;
  sender: SenderCheck;
  dedupe: DedupeScope;
}

/** What the source found out about the sender. */
export type SenderCheck =
  | { verdict: 'genuine' }
  /** Kept, and the sender is refused with this error. */
  | { verdict: 'bad_signature'; reason: string; refusal: AppError }
  /** The application asked whether anybody is there. */
  | { verdict: 'handshake' };

/** By what two deliveries are told to be the same one. */
export type DedupeScope =
  /** As the flow's trigger says; `protocolKey` is what the sender's protocol makes unique. */
  | { by: 'trigger'; protocolKey: Uint8Array | undefined }
  /** By a key of the source's own, whatever the trigger says. */
  | { by: 'source'; key: Uint8Array; windowMs: number }
  /** Each is a delivery of its own. */
  | { by: 'nothing' };
