import { findStep, type BranchStep } from '@millrace/model';
import { describe, expect, it } from 'vitest';
import { nestedFlow } from '../testing.ts';
import {
  pathTaken,
  withChangedPath,
  withMovedPath,
  withoutPath,
  withPath,
} from './branch-paths.ts';

function branch(): BranchStep {
  const step = findStep(nestedFlow(), 'size');
  if (step?.kind !== 'branch') throw new Error('There is no branch.');
  return step;
}

const names = (step: BranchStep) => step.paths.map(({ name }) => name);
const dataOf = (total: unknown) => ({ trigger: { body: { total: total as string } } });

describe('the paths of a branch', () => {
  it('get a free name when they are added', () => {
    const added = withPath(branch());
    expect(names(added)).toEqual(['big order', 'small order', 'path 3']);
    expect(names(withPath(withMovedPath(added, 2, -1))).at(-1)).toBe('path 4');
    expect(names(withPath(withChangedPath(added, 0, { name: 'path 4' }))).at(-1)).toBe('path 5');
  });

  it('change places with all their steps', () => {
    const moved = withMovedPath(branch(), 0, 1);
    expect(names(moved)).toEqual(['small order', 'big order']);
    expect(moved.paths[1]?.steps).toHaveLength(2);
    expect(withMovedPath(moved, 1, -1)).toEqual(branch());
  });

  it('go with what is in them, and leave otherwise alone', () => {
    const left = withoutPath(branch(), 0);
    expect(names(left)).toEqual(['small order']);
    expect(left.otherwise).toEqual(branch().otherwise);
  });
});

describe('the path a sample takes', () => {
  it('is the first that holds, and otherwise otherwise', () => {
    expect(pathTaken(branch(), dataOf('250.00'))).toBe(0);
    expect(pathTaken(branch(), dataOf('29.35'))).toBe(1);
    expect(pathTaken(branch(), dataOf('5.00'))).toBe('otherwise');
  });

  it('cannot be told when a condition fails, and says at which path', () => {
    expect(pathTaken(branch(), dataOf('many'))).toMatchObject({ at: 0 });
  });
});
