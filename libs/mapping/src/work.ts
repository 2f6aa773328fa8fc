import { AppError } from '@millrace/model';

/**
 * The work that one evaluation may do, shared by all its paths, templates and comparisons: each is
 * bounded by itself, and a mapping may hold a thousand of them.
 */
export class Work {
  private used = 0;

  /** The share that is left, from 1 to 0. */
  get left(): number {
    return 1 - this.used;
  }

  /** Counts work done, as a share of all. Throws MAPPING_LIMIT when it was too much. */
  spend(share: number): void {
    this.used += share;
    if (this.used > 1) throw new AppError('MAPPING_LIMIT', { limit: 'the work of one evaluation' });
  }
}
