import {
  actionKey,
  walkSteps,
  type ActionInfo,
  type ActionStep,
  type Flow,
  type FlowDocument,
  type StepUpgrade,
} from '@millrace/model';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { flowUpgradesQuery } from '../../../api/flow-upgrades.ts';
import { findConnector, connectorIdOf, type Catalogue } from '../graph/catalogue.ts';

/** What is known of steps whose connector has a newer version than they name. */
export interface Upgrades {
  /** What is offered to a step; undefined for one that has the newest. */
  of: (step: ActionStep) => StepUpgrade | undefined;
  /** The actions of older versions, by their keys; undefined until they are known. */
  older: ReadonlyMap<string, ActionInfo> | undefined;
}

const NONE: readonly StepUpgrade[] = [];

/** Asks the server only for a draft that names an older version. */
export function useUpgrades(flow: Flow, document: FlowDocument, catalogue: Catalogue): Upgrades {
  const isOld = useMemo(
    () => walkSteps(document).some((step) => step.kind === 'action' && isOlder(step, catalogue)),
    [document, catalogue],
  );
  const { data } = useQuery({
    ...flowUpgradesQuery(flow.id, flow.etag),
    enabled: isOld,
    placeholderData: keepPreviousData,
  });
  return useMemo(() => {
    const items = data?.items ?? NONE;
    return {
      of: (step) =>
        items.find(
          (one) => one.step === step.id && actionKey(step) === `${one.action}@${one.from}`,
        ),
      older:
        data === undefined
          ? undefined
          : new Map(
              items.flatMap(({ action, from, info }) =>
                info === null ? [] : [[`${action}@${from}`, info] as const],
              ),
            ),
    };
  }, [data]);
}

function isOlder({ action, version }: ActionStep, catalogue: Catalogue): boolean {
  const newest = findConnector(catalogue, connectorIdOf(action))?.version;
  return version !== undefined && newest !== undefined && version !== newest;
}
