import {
  isSameSequence,
  placedSteps,
  sequenceAt,
  type FlowDocument,
  type SequenceAddress,
  type StepPlace,
} from '@millrace/model';
import { innerAddresses } from '../graph/sequence-names.ts';

/** One place up or down: within its sequence, or at its end out of the branch or loop around it. */
export function neighbourPlace(
  document: FlowDocument,
  id: string,
  by: -1 | 1,
): StepPlace | undefined {
  const places = placedSteps(document);
  const own = places.find(({ step }) => step.id === id);
  const sequence = own === undefined ? undefined : sequenceAt(document, own.in);
  if (own === undefined || sequence === undefined) return undefined;
  const to = sequence.indexOf(own.step) + by;
  if (to >= 0 && to < sequence.length) {
    // Without the step itself, the one it comes to stand behind.
    return { after: sequence[by > 0 ? to : to - 1]?.id ?? null, in: own.in };
  }
  const around = places.find(({ step }) => step === own.inside.at(-1));
  if (around === undefined) return undefined;
  return { after: by > 0 ? around.step.id : around.after, in: around.in };
}

/** The sequences a step could be moved to: not its own, and none inside it. */
export function otherSequences(
  document: FlowDocument,
  id: string,
): (SequenceAddress | undefined)[] {
  const places = placedSteps(document);
  const own = places.find(({ step }) => step.id === id);
  const isInside = (address: SequenceAddress): boolean => {
    const owner = places.find(({ step }) => step.id === address.step);
    return address.step === id || owner?.inside.some((step) => step.id === id) === true;
  };
  const inner = innerAddresses(document).filter((address) => !isInside(address));
  return [undefined, ...inner].filter((address) => !isSameSequence(address, own?.in));
}

/** The end of a sequence. */
export function endOf(document: FlowDocument, address: SequenceAddress | undefined): StepPlace {
  return { after: sequenceAt(document, address)?.at(-1)?.id ?? null, in: address };
}
