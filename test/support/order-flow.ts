import { FLOW_TEMPLATES, type FlowDocument } from '@millrace/model';

/** The WooCommerce to Mailchimp flow people start from, with what it asks for filled in. */
export function orderFlow(audience: string): FlowDocument {
  const document = structuredClone(FLOW_TEMPLATES[0]!.document);
  for (const step of document.steps) {
    if (step.kind === 'action') step.input = { list_id: audience, ...step.input };
  }
  return document;
}
