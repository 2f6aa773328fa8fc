import { parseDuration, type Limits } from '@millrace/model';

/** Runs that came due within this time may start together although the rate spaces them evenly. */
const CATCH_UP_MS = 50;

/** How often runs of a flow may start. */
export interface Rate {
  /** Time between two starts. */
  spacingMs: number;
  /** Starts that may be made up for at once. */
  catchUp: number;
}

export function rateOf({ rate }: Limits): Rate | undefined {
  const per = rate === undefined ? undefined : parseDuration(rate.per);
  if (rate === undefined || per === undefined) return undefined;
  const spacingMs = Math.max(per, 1) / rate.runs;
  return { spacingMs, catchUp: Math.max(0, Math.ceil(CATCH_UP_MS / spacingMs) - 1) };
}

/** Starts that the rate allows now; `waitMs` is the time to the next one, negative when it passed. */
export function creditOf({ spacingMs, catchUp }: Rate, waitMs: number): number {
  if (waitMs > 0) return 0;
  return 1 + Math.min(catchUp, Math.floor(-waitMs / spacingMs));
}
