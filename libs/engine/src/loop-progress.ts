import { walkSteps, type JsonValue } from '@millrace/model';
import { placeOfSlot, type RunState, type Slot } from './state.ts';

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

/** The loops of a run that are under way, and how many items all its loops had so far. */
export class Loops extends Map<Slot, LoopProgress> {
  items: number;

  constructor(state: Pick<RunState, 'document' | 'results'>) {
    super();
    this.items = itemsDone(state);
  }
}

/** The items of loops that have ended; those under way are counted when they are found again. */
function itemsDone({ document, results }: Pick<RunState, 'document' | 'results'>): number {
  if (results.size === 0) return 0;
  const loops = walkSteps(document).filter(({ kind }) => kind === 'for-each');
  const ids = new Set(loops.map(({ id }) => id));
  let items = 0;
  for (const [slot, { output }] of results) {
    if (Array.isArray(output) && ids.has(placeOfSlot(slot).stepId)) items += output.length;
  }
  return items;
}
