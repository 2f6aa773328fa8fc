import type { AppError, Verdict } from '@millrace/model';
import type { Arrival } from './arrival.ts';

/** What became of a delivery. It is stored by the time anybody sees this. */
export interface Receipt {
  /** The event; the first of them when the delivery was split. Of a duplicate: the one it repeats. */
  event: string;
  /**
   * The run of that event. Null when it starts none, and when it is stored without a run yet, as a
   * log that stands in for the database does; its run is made later, under an id not known now.
   */
  run: string | null;
  verdict: Verdict;
  /** How many events the delivery became. */
  events: number;
  /** What to tell the sender; undefined when there is nothing to complain of. */
  refusal: AppError | undefined;
}

/**
 * The one way in. Every source hands its deliveries over here, and everything that is handed over is
 * kept with its verdict, in one commit, before the promise resolves.
 */
export abstract class Acceptor {
  /**
   * One receipt for each arrival, in their order. Rejects with OVERLOADED or DATABASE_AWAY when they
   * could not be stored; then none of them was acknowledged, and the sender has to come again.
   */
  abstract accept(arrivals: readonly Arrival[]): Promise<Receipt[]>;
}
