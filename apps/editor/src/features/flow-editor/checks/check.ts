/** The place of a check that is about the trigger; steps are named by their id. */
export const TRIGGER = 'trigger';
/** The place of a check that is about the flow as a whole. */
export const FLOW = 'flow';
/** The panel with the settings of the flow is open; no step id has a colon. */
export const SETTINGS = 'flow:settings';

/** An error keeps a flow from being published; a warning does not. */
export type Severity = 'error' | 'warning';

/** One thing the editor sees in a draft without asking the server. */
export interface Check {
  place: string;
  severity: Severity;
  message: string;
  /** The key of the field it is about, as the form names it. */
  field?: string;
}

/** How many checks a place has, and the worst of them. */
export function countAt(
  checks: readonly Check[],
  place: string,
): { count: number; severity: Severity | undefined } {
  const here = checks.filter((check) => check.place === place);
  const worst = here.some((check) => check.severity === 'error') ? 'error' : 'warning';
  return { count: here.length, severity: here.length === 0 ? undefined : worst };
}
