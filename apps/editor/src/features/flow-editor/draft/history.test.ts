import { describe, expect, it } from 'vitest';
import { historyReducer, MAX_PAST, MERGE_WITHIN, startHistory, type History } from './history.ts';

function typed(state: History<string>, to: string, at: number, about?: string): History<string> {
  return historyReducer(state, { type: 'edit', to, at, ...(about === undefined ? {} : { about }) });
}

describe('the history of a draft', () => {
  it('undoes to the value before the edit and redoes to the value after it', () => {
    const edited = typed(startHistory('a'), 'b', 0);
    const undone = historyReducer(edited, { type: 'undo' });
    expect(undone.present).toBe('a');
    expect(historyReducer(undone, { type: 'redo' }).present).toBe('b');
  });

  it('makes one undo of what is typed into one field without a pause', () => {
    let state = typed(startHistory(''), 'h', 0, 'name');
    state = typed(state, 'hi', 200, 'name');
    state = typed(state, 'him', 200 + MERGE_WITHIN, 'name');
    expect(historyReducer(state, { type: 'undo' }).present).toBe('');
  });

  it('starts a new undo after a pause or in another field', () => {
    let state = typed(startHistory(''), 'h', 0, 'name');
    state = typed(state, 'hi', MERGE_WITHIN + 1, 'name');
    state = typed(state, 'hi!', MERGE_WITHIN + 2, 'other');
    expect(state.past).toEqual(['', 'h', 'hi']);
  });

  it('never merges two edits that say nothing about what they changed', () => {
    const state = typed(typed(startHistory('a'), 'b', 0), 'c', 1);
    expect(state.past).toEqual(['a', 'b']);
  });

  it('does not merge typing into a value that was just brought back by undo', () => {
    let state = typed(startHistory('a'), 'ab', 0, 'name');
    state = typed(state, 'abc', 9_000, 'name');
    state = historyReducer(state, { type: 'undo' });
    state = typed(state, 'abd', 9_001, 'name');
    expect(historyReducer(state, { type: 'undo' }).present).toBe('ab');
  });

  it('forgets what could be redone once something else is edited', () => {
    let state = typed(startHistory('a'), 'b', 0);
    state = historyReducer(state, { type: 'undo' });
    state = typed(state, 'c', 1);
    expect(historyReducer(state, { type: 'redo' })).toBe(state);
  });

  it('does nothing when there is nothing to undo or redo, or nothing changed', () => {
    const state = startHistory('a');
    expect(historyReducer(state, { type: 'undo' })).toBe(state);
    expect(historyReducer(state, { type: 'redo' })).toBe(state);
    expect(typed(state, 'a', 0)).toBe(state);
  });

  it('keeps a bounded number of undo steps', () => {
    let state = startHistory('0');
    for (let index = 1; index <= MAX_PAST + 5; index += 1) state = typed(state, `${index}`, index);
    expect(state.past).toHaveLength(MAX_PAST);
    expect(state.past[0]).toBe('5');
  });

  it('starts afresh when the document is loaded again', () => {
    const state = historyReducer(typed(startHistory('a'), 'b', 0), { type: 'reset', to: 'z' });
    expect(state).toEqual(startHistory('z'));
  });
});
