import { AppError, DURATION_PATTERN, type FlowDocument } from '@millrace/model';

const UNITS: ReadonlyMap<string, string> = new Map([
  ['ms', 'millisecond'],
  ['s', 'second'],
  ['m', 'minute'],
  ['h', 'hour'],
  ['d', 'day'],
]);

/** The error of a run that went past its deadline. */
export function timedOut({ limits }: FlowDocument): AppError {
  return new AppError('RUN_TIMED_OUT', { limit: inWords(limits?.timeout ?? '') });
}

function inWords(duration: string): string {
  const [, count = '', short = ''] = DURATION_PATTERN.exec(duration) ?? [];
  const unit = UNITS.get(short);
  if (unit === undefined) return 'its time limit';
  return `${count} ${unit}${count === '1' ? '' : 's'}`;
}
