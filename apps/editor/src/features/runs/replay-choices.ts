import { walkSteps, type FlowDocument, type RunDetail } from '@millrace/model';

/** What the dialog asks. */
export interface ReplayForm {
  /** A step id; empty for the start. */
  from: string;
  version: 'original' | 'newest';
  /** True when the body is to be another one. */
  edited: boolean;
  body: string;
}

export interface StepOption {
  value: string;
  label: string;
}

/**
 * The steps a run can be taken up again from: those it reached outside of loops that the version
 * still has. All before one keep their results.
 */
export function stepsToReplayFrom(
  run: Pick<RunDetail, 'attempts'>,
  document: FlowDocument | undefined,
): StepOption[] {
  const names = new Map(
    document === undefined ? [] : walkSteps(document).map(({ id, name }) => [id, name]),
  );
  const reached = new Set(
    run.attempts.filter(({ iteration }) => iteration === '').map(({ step }) => step),
  );
  return [...reached]
    .filter((id) => document === undefined || names.has(id))
    .map((id) => {
      const name = names.get(id);
      return { value: id, label: name === undefined ? id : `${name} (${id})` };
    });
}

/** The step a failed run is most likely taken up from: the one that failed. */
export function likelyStart(
  run: Pick<RunDetail, 'status' | 'attempts'>,
  options: readonly StepOption[],
): string {
  if (run.status !== 'failed') return '';
  const failed = run.attempts.findLast(
    ({ status, iteration }) => status === 'failed' && iteration === '',
  );
  return options.find(({ value }) => value === failed?.step)?.value ?? '';
}
