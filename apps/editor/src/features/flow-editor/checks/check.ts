import type { Finding } from '@millrace/model';

/** The place of a check that is about the trigger; steps are named by their id. */
export const TRIGGER = 'trigger';
/** The place of a check that is about the flow as a whole. */
export const FLOW = 'flow';
/** The panel with the settings of the flow is open; no step id has a colon. */
export const SETTINGS = 'flow:settings';

/** An error keeps a flow from being published; a warning does not. What is only said is not counted. */
export type Severity = Finding['severity'];

/** One thing the editor sees in a draft without asking the server. */
export interface Check {
  place: string;
  severity: Severity;
  message: string;
  /** What to do. */
  hint?: string;
  /** The key of the field it is about, as the form names it. */
  field?: string;
  /** What the checker found: where in the step, and what mends it. */
  finding?: Finding;
}

const RANKS: Readonly<Record<Severity, number>> = { error: 0, warning: 1, info: 2 };

/** The checks with errors first, otherwise in the order of the flow. */
export function bySeverity(checks: readonly Check[]): Check[] {
  return checks.toSorted((a, b) => RANKS[a.severity] - RANKS[b.severity]);
}

/** A finding of the checker among the other checks. */
export function checkOfFinding(finding: Finding): Check {
  const { step: place, severity, message, hint } = finding;
  return { place, severity, message, hint, finding };
}

/** How many checks a place has, and the worst of them. */
export function countAt(
  checks: readonly Check[],
  place: string,
): { count: number; severity: Severity | undefined } {
  const here = checks.filter((check) => check.place === place && check.severity !== 'info');
  const worst = here.some((check) => check.severity === 'error') ? 'error' : 'warning';
  return { count: here.length, severity: here.length === 0 ? undefined : worst };
}
