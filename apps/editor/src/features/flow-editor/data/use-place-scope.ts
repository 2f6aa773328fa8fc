import type { JsonObject } from '@millrace/model';
import { useMemo } from 'react';
import type { Trial, Trials } from '../../../ui/mapping-field/trial.ts';
import { SETTINGS } from '../checks/check.ts';
import { useEditor } from '../editor-context.ts';
import { outputsOf, scopeAt, scopeOf, seenBy } from './scope.ts';

/** How many of the newest events a mapping is tried on from its field. */
const TRIED = 20;

/** The data the fields of a place see: for the chosen sample, and for the newest events. */
export function usePlaceScope(place: string | undefined): { scope: JsonObject; trials: Trials } {
  const { flow, draft, seen, outputs, catalogue, events } = useEditor();
  const { document } = draft;
  const { recorded } = outputs;
  const { id, version } = flow;
  const scope = useMemo(() => {
    if (seen === undefined) return {};
    return place === SETTINGS
      ? scopeOf(seen, new Map())
      : scopeAt(document, place, seen, outputs.outputs);
  }, [seen, outputs.outputs, document, place]);
  const trials = useMemo((): Trials => {
    const dataOf = (trigger: JsonObject): JsonObject => {
      const seenThen = seenBy({ id, version }, document, trigger);
      if (place === SETTINGS) return scopeOf(seenThen, new Map());
      const outputsThen = outputsOf(document, seenThen, recorded, catalogue);
      return scopeAt(document, place, seenThen, outputsThen);
    };
    const tried = events.events?.slice(0, TRIED).map(({ trigger, ...event }): Trial => ({
      ...event,
      data: trigger === undefined ? undefined : () => dataOf(trigger),
    }));
    return { events: tried, problem: events.problem, retry: events.retry };
  }, [id, version, document, place, recorded, catalogue, events]);
  return { scope, trials };
}
