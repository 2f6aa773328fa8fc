import {
  findStep,
  referencesTo,
  removeStep,
  walkSteps,
  type FlowDocument,
  type Flow,
  type TestStepResponse,
} from '@millrace/model';
import { useMemo, useState } from 'react';
import { checkFlow } from './checks/check-flow.ts';
import { useOutputs } from './data/use-outputs.ts';
import { useSample } from './data/use-sample.ts';
import { stepActions } from './draft/step-actions.ts';
import { useDraft } from './draft/use-draft.ts';
import type { Editor } from './editor-context.ts';
import { useFlowRoute } from './flow-route.ts';
import { stepStatuses } from './graph/step-statuses.ts';
import { useSurroundings } from './use-surroundings.ts';

const NO_CONNECTORS: Editor['catalogue'] = [];

/** Everything the parts of the flow page share, put together once. */
export function useEditorState(flow: Flow) {
  const { open, setOpen } = useFlowRoute();
  const draft = useDraft(flow);
  const { document } = draft;
  const { connectors, connections, trouble } = useSurroundings();
  const catalogue = connectors ?? NO_CONNECTORS;
  const sample = useSample(flow.id, document, catalogue);
  const outputs = useOutputs(flow.id, document, sample.trigger, catalogue);
  const [tests, setTests] = useState<ReadonlyMap<string, TestStepResponse>>(new Map());
  const [removing, setRemoving] = useState<string>();

  const checks = useMemo(
    () =>
      checkFlow(document, {
        catalogue: connectors,
        connections,
        trigger: sample.trigger,
        outputs: outputs.outputs,
      }),
    [document, connectors, connections, sample.trigger, outputs.outputs],
  );
  const { lastRun } = outputs;
  const statuses = useMemo(
    () => (lastRun === undefined ? new Map() : stepStatuses(lastRun)),
    [lastRun],
  );

  const drop = (id: string) => {
    if (open === id) setOpen(undefined);
    draft.edit(removeStep(document, id));
  };
  const editor: Editor = {
    flow,
    readOnly: false,
    draft,
    catalogue,
    connections,
    sample,
    outputs,
    tests,
    remember: (step, result) => {
      setTests((before) => new Map(before).set(step, result));
      outputs.remember(step, result);
    },
    checks,
    statuses,
    open,
    setOpen,
    actions: {
      ...stepActions({ draft, catalogue, connections: connections ?? [], open, setOpen }),
      remove: (id) => {
        if (referencesTo(document, id).length > 0 || innerSteps(document, id) > 0) setRemoving(id);
        else drop(id);
      },
    },
  };
  return { editor, removing, setRemoving, trouble };
}

/** How many steps a step has inside. */
function innerSteps(document: FlowDocument, id: string): number {
  const step = findStep(document, id);
  return step === undefined ? 0 : walkSteps({ steps: [step] }).length - 1;
}
