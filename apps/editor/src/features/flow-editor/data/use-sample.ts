import type { EventSummary, FlowDocument, Sample } from '@millrace/model';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { eventQuery, eventsQuery, sampleEventQuery } from '../../../api/events.ts';
import { rowsOf } from '../../../api/page.ts';
import { findTrigger, type Catalogue } from '../graph/catalogue.ts';
import { triggerOfEvent, triggerOfSample, type TriggerData } from './scope.ts';

/** How many of the newest events one can choose from. */
const RECENT = 20;

/** What a person chose. The event is kept, so that it stays however many arrive since. */
interface Wanted {
  key: string;
  event: EventSummary | undefined;
}

export interface SampleChoice {
  /** The newest events that carry data, the best and the chosen among them; undefined while they load. */
  events: readonly EventSummary[] | undefined;
  /** The samples of the connector's trigger. */
  samples: readonly Sample[];
  /** `event:<id>`, `sample:<position>`, or undefined when there is nothing to choose. */
  chosen: string | undefined;
  choose: (key: string | undefined) => void;
  /** The chosen data; undefined while it loads or when there is none. */
  trigger: TriggerData | undefined;
  /** The id of the chosen event; undefined for a connector's sample. */
  eventId: string | undefined;
}

/**
 * The data the editor shows and previews with: the event a person chose, otherwise the one that shows
 * best what the flow is made for, otherwise the connector's sample.
 */
export function useSample(flowId: string, document: FlowDocument, catalogue: Catalogue) {
  const list = useInfiniteQuery(eventsQuery({ flow: flowId }, RECENT));
  const { data: found, isPending } = useQuery(sampleEventQuery(flowId));
  const best = found?.event ?? undefined;
  const [wanted, setWanted] = useState<Wanted>();
  const events = useMemo(
    () =>
      list.data === undefined || isPending
        ? undefined
        : withOlder(rowsOf(list.data).filter(carriesData), [best, wanted?.event]),
    [list.data, isPending, best, wanted],
  );
  const source = document.trigger.kind === 'webhook' ? document.trigger.source : undefined;
  const samples = useMemo(
    () => findTrigger(catalogue, source)?.trigger.samples ?? [],
    [catalogue, source],
  );
  const chosen = chosenOf(wanted?.key, events, best, samples);
  const eventId = chosen?.startsWith('event:') === true ? chosen.slice(6) : undefined;
  const event = useQuery({ ...eventQuery(eventId ?? ''), enabled: eventId !== undefined });
  const sample =
    chosen?.startsWith('sample:') === true ? samples[Number(chosen.slice(7))] : undefined;
  const [now] = useState(() => new Date().toISOString());
  const trigger = useMemo(() => {
    if (event.data !== undefined && eventId !== undefined) return triggerOfEvent(event.data);
    return sample === undefined ? undefined : triggerOfSample(sample, now);
  }, [event.data, eventId, sample, now]);
  const choose = (key: string | undefined): void => {
    const event = events?.find(({ id }) => key === `event:${id}`);
    setWanted(key === undefined ? undefined : { key, event });
  };
  return { events, samples, chosen, choose, trigger, eventId } satisfies SampleChoice;
}

/** A handshake or a body that could not be read is nothing to map from. */
function carriesData(event: EventSummary): boolean {
  return event.verdict !== 'handshake' && event.verdict !== 'malformed';
}

/** The best event, and the one a person chose, may be older than the others listed. */
function withOlder(
  events: readonly EventSummary[],
  known: readonly (EventSummary | undefined)[],
): readonly EventSummary[] {
  const all = new Map(events.map((event) => [event.id, event]));
  for (const event of known)
    if (event !== undefined && !all.has(event.id)) all.set(event.id, event);
  // Ids are in the order of arrival.
  return [...all.values()].toSorted((a, b) => (a.id < b.id ? 1 : -1));
}

/** What was asked for while it is there; otherwise the best event, any event, the first sample. */
function chosenOf(
  wanted: string | undefined,
  events: readonly EventSummary[] | undefined,
  best: EventSummary | undefined,
  samples: readonly Sample[],
): string | undefined {
  if (events === undefined) return undefined;
  if (wanted !== undefined) {
    const [kind, key = ''] = wanted.split(':');
    if (kind === 'event' && events.some((event) => event.id === key)) return wanted;
    if (kind === 'sample' && samples[Number(key)] !== undefined) return wanted;
  }
  const event = best ?? events[0];
  if (event !== undefined) return `event:${event.id}`;
  return samples.length === 0 ? undefined : 'sample:0';
}
