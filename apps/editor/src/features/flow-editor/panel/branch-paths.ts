import { evaluateCondition } from '@millrace/mapping';
import { isAppError, type BranchPath, type BranchStep, type JsonValue } from '@millrace/model';

/** Most paths of a branch. */
export const MOST_PATHS = 20;

/** The branch with one more path, before "otherwise". */
export function withPath(step: BranchStep): BranchStep {
  const names = new Set(step.paths.map(({ name }) => name));
  let number = step.paths.length + 1;
  while (names.has(`path ${number}`)) number += 1;
  const path: BranchPath = { name: `path ${number}`, when: { all: [] }, steps: [] };
  return { ...step, paths: [...step.paths, path] };
}

export function withChangedPath(
  step: BranchStep,
  at: number,
  change: Partial<BranchPath>,
): BranchStep {
  const paths = step.paths.map((path, index) => (index === at ? { ...path, ...change } : path));
  return { ...step, paths };
}

/** The branch with a path one place earlier or later: the first that holds is taken. */
export function withMovedPath(step: BranchStep, at: number, by: -1 | 1): BranchStep {
  const path = step.paths[at];
  if (path === undefined) return step;
  return { ...step, paths: step.paths.toSpliced(at, 1).toSpliced(at + by, 0, path) };
}

/** The branch without a path and the steps in it. */
export function withoutPath(step: BranchStep, at: number): BranchStep {
  return { ...step, paths: step.paths.toSpliced(at, 1) };
}

/** The path this data takes: its number, `otherwise`, or why that cannot be told. */
export function pathTaken(
  step: BranchStep,
  data: JsonValue,
): number | 'otherwise' | { at: number; message: string } {
  for (const [at, path] of step.paths.entries()) {
    try {
      if (evaluateCondition(path.when, data)) return at;
    } catch (error) {
      if (isAppError(error)) return { at, message: error.message };
      throw error;
    }
  }
  return 'otherwise';
}
