import type { FlowDocument, JsonValue } from '@millrace/model';
import type { StoredAttempt } from '@millrace/engine';
import type { StoredEvent } from '../events/event.ts';
import type { Pins } from '../flows/step-actions.ts';
import type { Lease } from './lease.ts';

/** A run this process may run, with everything it takes. */
export interface LeasedRun {
  lease: Lease;
  /** Names the run in idempotency keys. */
  keyId: string;
  workspaceId: string;
  flowId: string;
  version: number;
  document: FlowDocument;
  /** The slices of connectors that its version was published with. */
  pins: Pins | null;
  /** How many runs called one another to get here. */
  depth: number;
  /** The run whose step called this flow. */
  parentId: string | null;
  startedAt: Date;
  gated: boolean;
  event: StoredEvent;
  /** The body as JSON, when somebody has read it already. */
  json: { json: JsonValue } | undefined;
  attempts: readonly StoredAttempt[];
  /** The number of the next row of its journal. */
  nextRow: number;
}
