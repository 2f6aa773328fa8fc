import {
  findStep,
  placedSteps,
  sequencesOf,
  type FlowDocument,
  type SequenceAddress,
} from '@millrace/model';
import type { Catalogue } from './catalogue.ts';
import { describeStep } from './describe-step.ts';
import { laneName } from './flow-layout.ts';

/** What people call a sequence: the name of the path, or of the loop; undefined for the flow's own. */
export function sequenceName(
  document: FlowDocument,
  address: SequenceAddress | undefined,
  catalogue: Catalogue,
): string | undefined {
  const owner = address === undefined ? undefined : findStep(document, address.step);
  if (address === undefined || owner === undefined) return undefined;
  const { title } = describeStep(owner, catalogue);
  return owner.kind === 'branch' ? `${title}: ${laneName(owner, address.sequence)}` : title;
}

/** Every sequence inside a step of the flow, in order. */
export function innerAddresses(document: FlowDocument): SequenceAddress[] {
  return placedSteps(document).flatMap(({ step }) =>
    sequencesOf(step).map(({ key }) => ({ step: step.id, sequence: key })),
  );
}
