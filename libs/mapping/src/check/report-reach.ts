import type { BranchPath, Step } from '@millrace/model';
import type { Verdict } from './check-condition.ts';
import { comparesNothing } from './check-step.ts';
import type { MappingPlace, PlaceReport } from './flow-facts.ts';

/** Says that a path of a branch is never taken, or is taken whatever comes. */
export function reportPath(
  { report, field }: MappingPlace,
  path: BranchPath,
  verdict: Verdict,
  before: string | undefined,
): void {
  const nothing = comparesNothing(path.when);
  if (before === undefined && verdict !== 'never') {
    if (nothing !== undefined) reportNothing(report, field, path);
    return;
  }
  const reason =
    before === undefined
      ? nothing === undefined
        ? 'its condition never holds'
        : 'it compares nothing'
      : `"${before}" is taken first whenever it could be`;
  report.add({
    kind: 'unreachable_branch',
    severity: 'warning',
    field,
    message: `The path "${path.name}" is never taken: ${reason}.`,
    hint: 'Change its condition, put it before the other, or take it away.',
  });
}

function reportNothing(report: PlaceReport, field: MappingPlace['field'], path: BranchPath): void {
  report.add({
    kind: 'condition_constant',
    severity: 'warning',
    field,
    message: `Nothing is compared: the path "${path.name}" is always taken when it is reached.`,
    hint: 'Add a comparison, or put its steps under "otherwise".',
  });
}

/** Says that no event gets to the steps for everything else. */
export function reportOtherwise(report: PlaceReport, before: string): void {
  report.add({
    kind: 'unreachable_branch',
    severity: 'warning',
    field: ['otherwise'],
    message: `The steps under "otherwise" are never reached: "${before}" is always taken.`,
    hint: 'Add a comparison to that path, or move the steps there.',
  });
}

/** Says that no run gets past the step before. */
export function reportUnreached(report: PlaceReport, before: Step): void {
  const name = before.name ?? before.id;
  report.add({
    kind: 'unreachable_step',
    severity: 'warning',
    field: [],
    message: `This step is never reached: "${name}" ends every run before it.`,
    hint: 'Move it before that step, or take it away.',
  });
}
