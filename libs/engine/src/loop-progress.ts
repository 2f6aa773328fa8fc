import type { JsonValue } from '@millrace/model';

/**
 * How far a loop is, remembered from one pass to the next so that a long loop is not read again
 * from its first item. Left out, it is found again from the results.
 */
export interface LoopProgress {
  items: readonly JsonValue[];
  /** The first item that was not begun. */
  next: number;
  /** Items begun and not done, and the instant before which there is nothing to do for each. */
  open: Map<number, number>;
  /** Results of the items that are done. */
  results: JsonValue[];
}
