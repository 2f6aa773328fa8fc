import type { FlowDocument } from '@millrace/model';

/** True when runs of a flow have to pass its gate before they start. */
export function isGated({ limits, order_by: orderBy }: FlowDocument): boolean {
  return orderBy !== undefined || limits?.concurrency !== undefined || limits?.rate !== undefined;
}
