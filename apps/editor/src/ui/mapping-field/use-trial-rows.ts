import { previewMapping } from '@millrace/mapping';
import type { Field, Mapping } from '@millrace/model';
import { useEffect, useState } from 'react';
import type { Trial, TrialRow } from './trial.ts';

/** Typing rests this long before all events are tried again. */
const RESTS_MS = 250;

export interface TrialRows {
  rows: readonly TrialRow[];
  /** True when every event was tried for the mapping as it stands. */
  done: boolean;
}

const NONE: TrialRows = { rows: [], done: false };

/**
 * Tries a mapping on each event, one in a task of its own, so that the page stays quick however
 * many and large they are.
 */
export function useTrialRows(
  mapping: Mapping,
  trials: readonly Trial[] | undefined,
  field: Field | undefined,
): TrialRows {
  const [state, setState] = useState(NONE);
  useEffect(() => {
    if (trials === undefined) return undefined;
    const rows: TrialRow[] = [];
    let timer = setTimeout(next, RESTS_MS);
    function next(): void {
      const trial = trials?.[rows.length];
      if (trial === undefined) {
        setState({ rows, done: true });
        return;
      }
      const { data } = trial;
      const preview = data === undefined ? undefined : previewMapping(mapping, data(), { field });
      rows.push({ trial, preview });
      timer = setTimeout(next);
    }
    return () => clearTimeout(timer);
  }, [mapping, trials, field]);
  return state;
}
