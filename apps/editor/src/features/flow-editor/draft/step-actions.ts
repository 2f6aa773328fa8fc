import {
  addStep,
  duplicateStep,
  moveStep,
  renameStepId,
  replaceStep,
  type Connection,
} from '@millrace/model';
import type { StepActions } from '../editor-context.ts';
import type { Catalogue } from '../graph/catalogue.ts';
import { newStep } from './new-step.ts';
import { neighbourPlace } from './step-moves.ts';
import type { Draft } from './use-draft.ts';

interface StepActionFacts {
  draft: Draft;
  catalogue: Catalogue;
  connections: readonly Connection[];
  open: string | undefined;
  setOpen: (place: string | undefined) => void;
}

/** The edits of steps, on top of the pure edits of the document. */
export function stepActions(facts: StepActionFacts): Omit<StepActions, 'remove'> {
  const { draft, catalogue, connections, open, setOpen } = facts;
  const { document, edit } = draft;
  return {
    add: (choice, place) => {
      const step = newStep(choice, document, catalogue, connections);
      edit(addStep(document, step, place));
      setOpen(step.id);
    },
    replace: (step, about) => edit(replaceStep(document, step.id, step), about),
    move: (id, place) => edit(moveStep(document, id, place)),
    shift: (id, by) => {
      const place = neighbourPlace(document, id, by);
      if (place !== undefined) edit(moveStep(document, id, place));
    },
    duplicate: (id) => edit(duplicateStep(document, id)),
    rename: (from, to) => {
      edit(renameStepId(document, from, to));
      if (open === from) setOpen(to);
    },
  };
}
