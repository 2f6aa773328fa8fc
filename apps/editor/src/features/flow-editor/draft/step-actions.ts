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
    add: (choice, at) => {
      const step = newStep(choice, document, catalogue, connections);
      edit(addStep(document, step, { after: document.steps[at - 1]?.id ?? null }));
      setOpen(step.id);
    },
    replace: (step, about) => edit(replaceStep(document, step.id, step), about),
    move: (id, by) => {
      const { steps } = document;
      const to = steps.findIndex((step) => step.id === id) + by;
      if (to < 0 || to >= steps.length) return;
      // Without the step itself, the one it comes to stand behind.
      const after = steps[by > 0 ? to : to - 1]?.id ?? null;
      edit(moveStep(document, id, { after }));
    },
    duplicate: (id) => edit(duplicateStep(document, id)),
    rename: (from, to) => {
      edit(renameStepId(document, from, to));
      if (open === from) setOpen(to);
    },
  };
}
