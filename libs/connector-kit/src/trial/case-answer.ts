import type { CaseCall } from '@millrace/model';
import type { Answer } from '../interpreter/prepared.ts';

/** An answer of a case as rules and mappings see it. */
export function answerOfCase({
  status,
  headers = {},
  body = null,
}: NonNullable<CaseCall['answer']>): Answer {
  const lower: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) lower[name.toLowerCase()] = value;
  return { status, headers: lower, body };
}
