import type { Flow, FlowDocument } from '@millrace/model';
import { useMemo } from 'react';
import { seenBy, type RunSeen, type TriggerData } from './scope.ts';

/** What a run for the chosen sample sees; the same object until some of it changes. */
export function useSeen(
  { id, version }: Pick<Flow, 'id' | 'version'>,
  { name }: FlowDocument,
  trigger: TriggerData | undefined,
): RunSeen | undefined {
  return useMemo(
    () => (trigger === undefined ? undefined : seenBy({ id, version }, { name }, trigger)),
    [id, version, name, trigger],
  );
}
