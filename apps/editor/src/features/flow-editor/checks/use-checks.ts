import { checkFlow, checkFlowInParts } from '@millrace/mapping';
import type {
  ActionInfo,
  Connection,
  ConnectorInfo,
  Finding,
  Flow,
  FlowDocument,
  JsonObject,
} from '@millrace/model';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useRef, useState } from 'react';
import { flowsQuery } from '../../../api/flows.ts';
import type { RecentEvents } from '../data/use-recent-events.ts';
import type { SampleChoice } from '../data/use-sample.ts';
import { triggerOfSample } from '../data/scope.ts';
import { bySeverity, checkOfFinding, type Check } from './check.ts';
import { checkDraft } from './check-draft.ts';
import { useTriggerSchema } from './use-trigger-schema.ts';
import { whenIdle } from './when-idle.ts';

/** An edit rests this long before the draft is checked again. */
const RESTS_MS = 200;

export interface CheckedBy {
  document: FlowDocument;
  connectors: readonly ConnectorInfo[] | undefined;
  /** Actions of older versions that steps name, once they are known. */
  older: ReadonlyMap<string, ActionInfo> | undefined;
  connections: readonly Connection[] | undefined;
  sample: SampleChoice;
  events: RecentEvents;
}

export interface Checks {
  /** Errors first. */
  checks: readonly Check[];
  /** The corrected step of a finding, for the draft as it stands now; undefined when it is gone. */
  fixOf: (finding: Finding) => Finding['fix'];
}

const NOTHING: readonly Finding[] = [];

/** What is wrong with a draft. The checker works while the page is idle, on the newest events. */
export function useChecks(flow: Flow, facts: CheckedBy): Checks {
  const { document, connectors, older, connections } = facts;
  const { ready, schema: trigger } = useTriggerSchema(useTriggers(facts));
  const flows = useKnownFlows(flow.id, document);
  const [findings, setFindings] = useState(NOTHING);
  const checkedRef = useRef(document);
  const input = useMemo(
    () =>
      connectors === undefined || !ready
        ? undefined
        : { document, trigger, manifests: connectors, older, flows },
    [document, connectors, older, ready, trigger, flows],
  );
  useEffect(() => {
    if (input === undefined) return undefined;
    let callOff = (): void => undefined;
    const timer = setTimeout(() => {
      callOff = whenIdle(checkFlowInParts(input), (parts) => {
        checkedRef.current = input.document;
        const found = parts.flat();
        // Nothing is drawn again for an edit that changes no finding.
        setFindings((before) =>
          JSON.stringify(before) === JSON.stringify(found) ? before : found,
        );
      });
    }, RESTS_MS);
    return () => {
      clearTimeout(timer);
      callOff();
    };
  }, [input]);
  const own = useMemo(
    () => checkDraft(document, { catalogue: connectors, connections }),
    [document, connectors, connections],
  );
  const checks = useMemo(
    () => bySeverity([...own, ...findings.map(checkOfFinding)]),
    [own, findings],
  );
  return {
    checks,
    fixOf: (finding) => {
      if (checkedRef.current === document || input === undefined) return finding.fix;
      return checkFlow(input).find((other) => isSame(other, finding))?.fix;
    },
  };
}

function isSame(a: Finding, b: Finding): boolean {
  return a.kind === b.kind && a.step === b.step && a.field.join('\n') === b.field.join('\n');
}

/** The data of the newest events; while there are none, of the connector's samples. */
function useTriggers({ events, sample }: CheckedBy): readonly JsonObject[] | undefined {
  const { events: captured, problem } = events;
  const { samples } = sample;
  return useMemo(() => {
    if (captured === undefined && problem === undefined) return undefined;
    const known = (captured ?? []).flatMap(({ trigger }) => (trigger ? [trigger] : []));
    if (known.length > 0) return known;
    const now = new Date().toISOString();
    return samples.map((one) => triggerOfSample(one, now));
  }, [captured, problem, samples]);
}

/** The names and ids that a step can call; fetched only for a flow that calls others. */
function useKnownFlows(flowId: string, document: FlowDocument): ReadonlySet<string> | undefined {
  const calls = JSON.stringify(document.steps).includes('"kind":"call"');
  const { data } = useQuery({ ...flowsQuery, enabled: calls });
  return useMemo(
    () =>
      data === undefined
        ? undefined
        : new Set(data.items.flatMap(({ id, name }) => (id === flowId ? [] : [id, name]))),
    [data, flowId],
  );
}
