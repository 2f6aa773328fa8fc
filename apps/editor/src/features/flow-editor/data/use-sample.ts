import type { EventSummary, FlowDocument, Sample } from '@millrace/model';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { eventQuery, eventsQuery } from '../../../api/events.ts';
import { rowsOf } from '../../../api/page.ts';
import { findTrigger, type Catalogue } from '../graph/catalogue.ts';
import { triggerOfEvent, triggerOfSample, type TriggerData } from './scope.ts';

/** How many of the newest events one can choose from. */
const RECENT = 20;

export interface SampleChoice {
  /** The newest events that carry data, newest first; undefined while they load. */
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

/** The data the editor shows and previews with: a captured event, or else the connector's sample. */
export function useSample(flowId: string, document: FlowDocument, catalogue: Catalogue) {
  const list = useInfiniteQuery(eventsQuery({ flow: flowId }, RECENT));
  const [wanted, choose] = useState<string>();
  const events = useMemo(
    () => (list.data === undefined ? undefined : rowsOf(list.data).filter(carriesData)),
    [list.data],
  );
  const source = document.trigger.kind === 'webhook' ? document.trigger.source : undefined;
  const samples = useMemo(
    () => findTrigger(catalogue, source)?.trigger.samples ?? [],
    [catalogue, source],
  );
  const chosen = chosenOf(wanted, events, samples);
  const eventId = chosen?.startsWith('event:') === true ? chosen.slice(6) : undefined;
  const event = useQuery({ ...eventQuery(eventId ?? ''), enabled: eventId !== undefined });
  const sample =
    chosen?.startsWith('sample:') === true ? samples[Number(chosen.slice(7))] : undefined;
  const [now] = useState(() => new Date().toISOString());
  const trigger = useMemo(() => {
    if (event.data !== undefined && eventId !== undefined) return triggerOfEvent(event.data);
    return sample === undefined ? undefined : triggerOfSample(sample, now);
  }, [event.data, eventId, sample, now]);
  return { events, samples, chosen, choose, trigger, eventId } satisfies SampleChoice;
}

/** A handshake or a body that could not be read is nothing to map from. */
function carriesData(event: EventSummary): boolean {
  return event.verdict !== 'handshake' && event.verdict !== 'malformed';
}

/** What was asked for while it is there; otherwise the newest event, otherwise the first sample. */
function chosenOf(
  wanted: string | undefined,
  events: readonly EventSummary[] | undefined,
  samples: readonly Sample[],
): string | undefined {
  if (wanted !== undefined) {
    const [kind, key = ''] = wanted.split(':');
    if (kind === 'event' && events?.some((event) => event.id === key) === true) return wanted;
    if (kind === 'sample' && samples[Number(key)] !== undefined) return wanted;
  }
  const newest = events?.[0];
  if (newest !== undefined) return `event:${newest.id}`;
  return events === undefined || samples.length === 0 ? undefined : 'sample:0';
}
