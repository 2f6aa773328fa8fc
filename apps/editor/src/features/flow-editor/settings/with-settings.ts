import type { FlowDocument, Limits, Mapping } from '@millrace/model';

/** The document with limits changed; what is undefined is taken out, and limits without any too. */
export function withLimits(document: FlowDocument, change: Partial<Limits>): FlowDocument {
  const { limits, ...rest } = document;
  const { concurrency, rate, timeout } = { ...limits, ...change };
  const next: Limits = {
    ...(concurrency === undefined ? {} : { concurrency }),
    ...(rate === undefined ? {} : { rate }),
    ...(timeout === undefined ? {} : { timeout }),
  };
  return Object.keys(next).length === 0 ? rest : { ...rest, limits: next };
}

/** The document with what its runs are ordered by; in any order when undefined. */
export function withOrder(document: FlowDocument, order_by: Mapping | undefined): FlowDocument {
  if (order_by !== undefined) return { ...document, order_by };
  const rest = { ...document };
  delete rest.order_by;
  return rest;
}
