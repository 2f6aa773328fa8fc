import { runStatusSchema, verdictSchema, type RunStatus, type Verdict } from '@millrace/model';

const FLOW_TABS = ['build', 'runs', 'events', 'versions'] as const;
type FlowTab = (typeof FLOW_TABS)[number];

export interface FlowSearch {
  /** The id of the open step, or 'trigger'. */
  step?: string | undefined;
  tab?: FlowTab | undefined;
}

export interface RunsSearch {
  flow?: string | undefined;
  status?: RunStatus | undefined;
}

export interface EventsSearch {
  flow?: string | undefined;
  verdict?: Verdict | undefined;
  /** The event whose details are open. */
  event?: string | undefined;
}

export interface CreateSearch {
  /** Opens the dialog for a new one. */
  create?: true | undefined;
}

export interface SignInSearch {
  /** A path of this site to go to afterwards. */
  next?: string | undefined;
}

type Raw = Record<string, unknown>;

/** Search parameters come from the address bar: whatever does not fit is dropped. */
export function flowSearch(raw: Raw): FlowSearch {
  return { step: text(raw['step']), tab: FLOW_TABS.find((tab) => tab === raw['tab']) };
}

export function runsSearch(raw: Raw): RunsSearch {
  return { flow: text(raw['flow']), status: runStatusSchema.safeParse(raw['status']).data };
}

export function eventsSearch(raw: Raw): EventsSearch {
  return {
    flow: text(raw['flow']),
    verdict: verdictSchema.safeParse(raw['verdict']).data,
    event: text(raw['event']),
  };
}

export function createSearch(raw: Raw): CreateSearch {
  return { create: raw['create'] === true ? true : undefined };
}

/** Only a path of this site is followed after signing in, never another site's address. */
export function signInSearch(raw: Raw): SignInSearch {
  const next = text(raw['next']);
  return { next: next !== undefined && /^\/(?![/\\])/.test(next) ? next : undefined };
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
