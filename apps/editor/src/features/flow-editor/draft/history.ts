/** A value with everything needed to undo and redo its edits. */
export interface History<T> {
  past: readonly T[];
  present: T;
  future: readonly T[];
  /** What the last edit was about and when, so that typing in one field is one undo. */
  last: { about: string; at: number } | undefined;
}

export type HistoryAction<T> =
  | { type: 'edit'; to: T; about?: string; at: number }
  | { type: 'undo' }
  | { type: 'redo' }
  | { type: 'reset'; to: T };

/** Most undo steps kept. */
export const MAX_PAST = 100;

/** Edits about the same thing this close together, in milliseconds, are one undo. */
export const MERGE_WITHIN = 1_500;

export function startHistory<T>(present: T): History<T> {
  return { past: [], present, future: [], last: undefined };
}

/** The one reducer of the draft: pure, so that undo can be tested without a screen. */
export function historyReducer<T>(state: History<T>, action: HistoryAction<T>): History<T> {
  switch (action.type) {
    case 'edit':
      return edit(state, action);
    case 'undo': {
      const previous = state.past.at(-1);
      if (previous === undefined) return state;
      return {
        past: state.past.slice(0, -1),
        present: previous,
        future: [state.present, ...state.future],
        last: undefined,
      };
    }
    case 'redo': {
      const [next, ...rest] = state.future;
      if (next === undefined) return state;
      return { past: [...state.past, state.present], present: next, future: rest, last: undefined };
    }
    case 'reset':
      return startHistory(action.to);
  }
}

function edit<T>(
  state: History<T>,
  { to, about, at }: { to: T; about?: string; at: number },
): History<T> {
  if (to === state.present) return state;
  const last = about === undefined ? undefined : { about, at };
  const before = state.last;
  if (before !== undefined && before.about === about && at - before.at <= MERGE_WITHIN) {
    return { past: state.past, present: to, future: [], last };
  }
  return {
    past: [...state.past, state.present].slice(-MAX_PAST),
    present: to,
    future: [],
    last,
  };
}
