import type { Finding, Step, StepKind } from '@millrace/model';
import { findAction, type Catalogue } from '../graph/catalogue.ts';

/** The first key of the places that the form of a kind of step shows fields at. */
const SHOWN: Readonly<Record<StepKind, readonly string[]>> = {
  action: ['input'],
  set: ['fields'],
  filter: ['when'],
  branch: ['paths'],
  'for-each': ['items'],
  delay: ['until'],
  respond: ['body', 'headers'],
  stop: ['message'],
  call: ['body'],
};

/** True when the form of the step shows a field at this place, or a condition around it. */
export function isShownAtField(
  step: Step | undefined,
  [first, second, third]: Finding['field'],
  catalogue: Catalogue,
): boolean {
  if (step === undefined || first === undefined) return false;
  if (!SHOWN[step.kind].includes(String(first))) return false;
  if (step.kind === 'set') return second !== undefined;
  if (step.kind === 'branch') return third === 'when';
  if (step.kind !== 'action') return true;
  const known = findAction(catalogue, step.action);
  return known === undefined || known.action.input.some(({ key }) => key === second);
}
