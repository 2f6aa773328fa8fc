import type { JsonObject } from '@millrace/model';
import { parseJsonBody } from './json-body.ts';

/**
 * GitHub's form deliveries and Slack's interactions hold their event as JSON in the one field
 * `payload`. Where that field has one text that is a JSON object or list, it becomes what it
 * holds; anything else stays the text it is, and so do all other fields.
 */
export function readPayload(form: JsonObject): void {
  const { payload } = form;
  if (typeof payload !== 'string' || !/^\s*[[{]/.test(payload)) return;
  try {
    form['payload'] = parseJsonBody(Buffer.from(payload));
  } catch {
    // No JSON, or past the bounds of JSON: it stays text.
  }
}
