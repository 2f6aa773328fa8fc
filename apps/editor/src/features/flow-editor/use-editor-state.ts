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
import { useMay } from '../../api/session.ts';
import { useChecks } from './checks/use-checks.ts';
import { useOutputs } from './data/use-outputs.ts';
import { useRecentEvents } from './data/use-recent-events.ts';
import { useSample } from './data/use-sample.ts';
import { useSeen } from './data/use-seen.ts';
import { stepActions } from './draft/step-actions.ts';
import { useDraft } from './draft/use-draft.ts';
import { useUpgrades } from './draft/use-upgrades.ts';
import type { Editor } from './editor-context.ts';
import { useFlowRoute } from './flow-route.ts';
import { stepStatuses } from './graph/step-statuses.ts';
import { useSurroundings } from './use-surroundings.ts';

const NO_CONNECTORS: Editor['catalogue'] = [];

/** Everything the parts of the flow page share, put together once. */
export function useEditorState(flow: Flow) {
  const { open, setOpen } = useFlowRoute();
  const readOnly = !useMay('editor');
  const kept = useDraft(flow);
  const draft = readOnly ? { ...kept, edit: () => undefined } : kept;
  const { document } = draft;
  const { connectors, connections, trouble } = useSurroundings();
  const catalogue = connectors ?? NO_CONNECTORS;
  const sample = useSample(flow.id, document, catalogue);
  const seen = useSeen(flow, document, sample.trigger);
  const outputs = useOutputs(flow.id, document, seen, catalogue);
  const events = useRecentEvents(flow.id, sample.events?.[0]?.id);
  const [tests, setTests] = useState<ReadonlyMap<string, TestStepResponse>>(new Map());
  const [removing, setRemoving] = useState<string>();

  const upgrades = useUpgrades(flow, document, catalogue);
  const { older } = upgrades;
  const checked = { document, connectors, older, connections, sample, events };
  const { checks, fixOf } = useChecks(flow, checked);
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
    readOnly,
    draft,
    catalogue,
    connections,
    sample,
    seen,
    events,
    outputs,
    tests,
    remember: (step, result) => {
      setTests((before) => new Map(before).set(step, result));
      outputs.remember(step, result);
    },
    upgrades,
    checks,
    fixOf,
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
