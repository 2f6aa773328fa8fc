import { isJsonObject, type JsonObject, type PreviewRow } from '@millrace/model';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useRef } from 'react';
import { recentEventsQuery } from '../../../api/mappings.ts';
import { asProblem, type ApiProblem } from '../../../api/problem.ts';

/** A captured event as mappings see it. */
interface RecentEvent {
  id: string;
  receivedAt: string;
  /** Undefined when the event was too large to be sent here; `left` says so. */
  trigger: JsonObject | undefined;
  left: { message: string; hint: string } | undefined;
}

export interface RecentEvents {
  /** Newest first; undefined while they load. */
  events: readonly RecentEvent[] | undefined;
  problem: ApiProblem | undefined;
  retry: () => void;
}

/** Full lists are fetched again at most this often, however many events arrive. */
const RESTS_MS = 30_000;

/**
 * The newest events of a flow with their data, fetched in one go and once more for each new
 * `newest`. The answer need not hold that one: events without data to map from are left out of it.
 */
export function useRecentEvents(flowId: string, newest: string | undefined): RecentEvents {
  const query = useQuery(recentEventsQuery(flowId));
  const { data, error, refetch, dataUpdatedAt } = query;
  const first = data?.rows[0]?.event_id;
  const asked = useRef<string>(undefined);
  useEffect(() => {
    if (newest === undefined || first === newest || data === undefined) return undefined;
    if (asked.current === newest) return undefined;
    const rests = first === undefined ? 0 : dataUpdatedAt + RESTS_MS - Date.now();
    const timer = setTimeout(
      () => {
        asked.current = newest;
        void refetch();
      },
      Math.max(0, rests),
    );
    return () => clearTimeout(timer);
  }, [newest, first, data, dataUpdatedAt, refetch]);
  return useMemo(
    () => ({
      events: data?.rows.map(eventOf),
      problem: error === null ? undefined : asProblem(error),
      retry: () => void refetch(),
    }),
    [data, error, refetch],
  );
}

function eventOf({ event_id: id, received_at: receivedAt, value, error }: PreviewRow): RecentEvent {
  const trigger = isJsonObject(value) ? value : undefined;
  return { id, receivedAt, trigger, left: error };
}
