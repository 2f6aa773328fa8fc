import type { FlowDocument } from '@millrace/model';

const known = new WeakMap<FlowDocument, boolean>();

/**
 * True when a flow may look at the whole of a split delivery, by name or through a wildcard. Where
 * none does, the whole is not kept in memory and not read again for each of its events.
 */
export function mentionsDelivery(document: FlowDocument): boolean {
  const kept = known.get(document);
  if (kept !== undefined) return kept;
  const { steps, order_by: orderBy, trigger } = document;
  const dedupe = trigger.kind === 'webhook' ? trigger.dedupe : undefined;
  const text = JSON.stringify([steps, orderBy, dedupe]);
  // Headers like x-github-delivery are what most keys are of.
  const mentions = /(?<!-)delivery|\.\.|trigger\s*(\.\*|\[\s*[*?])/.test(text);
  known.set(document, mentions);
  return mentions;
}
