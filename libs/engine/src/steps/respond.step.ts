import {
  AppError,
  isReservedAnswerHeader,
  type Field,
  type JsonObject,
  type JsonValue,
  type Mapping,
  type RespondStep,
} from '@millrace/model';
import { evaluateInput, type Given } from '@millrace/mapping';
import { membersOf, textOf, valueOf } from '../members.ts';
import type { FlowAnswer } from '../ports.ts';
import type { Pass } from '../pass.ts';
import type { Scope } from '../scope.ts';
import type { Place } from '../state.ts';

/** A header name is a token of RFC 9110. */
const NAME = /^[!#$%&'*+.^_`|~\w-]+$/;
/** What a header value may hold: no line breaks and no other control characters, one byte each. */
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;
/** Types that browsers read as a document, where text of a stranger could be markup. */
const MARKUP = /^\s*(text\/html|[^;]*[/+]xml)\s*(;|$)/i;
const MARKUP_BODY: readonly Field[] = [
  { key: 'body', label: 'Body', type: 'html', required: true },
];

/** Answers the sender of the event, with status, headers and body of the flow's own. */
export function decideRespond(
  step: RespondStep,
  place: Place,
  scope: Scope,
  pass: Pass,
): JsonValue {
  const data = scope.data();
  const given = pass.given(place, scope);
  const { headers, warnings } = headersOf(membersOf(step.headers, data, given));
  const answer = { status: step.status, headers, body: bodyOf(step, data, given) };
  return pass.respond(place, warnings.length === 0 ? answer : { ...answer, warnings });
}

/** In a body that says it is HTML or XML, what `{{…}}` stands for is text, never markup. */
function bodyOf(step: RespondStep, data: JsonObject, given: Given): JsonValue {
  if (step.body === undefined || !isMarkup(step)) return valueOf(step.body, data, given);
  return evaluateInput(inputOf(step, step.body), MARKUP_BODY, data, given)['body'] ?? null;
}

function isMarkup({ headers }: RespondStep): boolean {
  return Object.entries(headers).some(
    ([name, value]) =>
      name.toLowerCase() === 'content-type' && typeof value === 'string' && MARKUP.test(value),
  );
}

/** One object a step: mappings are compiled once for each object they come in. */
const inputs = new WeakMap<RespondStep, { body: Mapping }>();

function inputOf(step: RespondStep, body: Mapping): { body: Mapping } {
  const known = inputs.get(step) ?? { body };
  inputs.set(step, known);
  return known;
}

/**
 * Throws HEADER_INVALID for one that no answer can carry. Headers that are null are left out; so are
 * those of flows from before they were refused, and the step says so.
 */
function headersOf(members: JsonObject): Pick<FlowAnswer, 'headers'> & { warnings: string[] } {
  const headers: [string, string][] = [];
  const warnings: string[] = [];
  for (const [name, value] of Object.entries(members)) {
    if (value === null) continue;
    const text = textOf(value);
    const reason = faultOf(name, text);
    if (reason !== undefined) throw new AppError('HEADER_INVALID', { name, reason });
    const kept = keptBack(name, text);
    if (kept === undefined) headers.push([name, text]);
    else
      warnings.push(`The header ${name.slice(0, MOST_NAME)} was left out of the answer: ${kept}.`);
  }
  return { headers: Object.fromEntries(headers), warnings };
}

/** Longest name and value of a header that senders are answered with. */
const MOST_NAME = 128;
const MOST_VALUE = 8192;

/** Why a header that could be sent is not. */
function keptBack(name: string, text: string): string | undefined {
  if (isReservedAnswerHeader(name)) return "it is the server's own, and no flow can set it";
  if (name.length > MOST_NAME) return `its name is longer than ${MOST_NAME} characters`;
  return text.length > MOST_VALUE ? `its value is longer than ${MOST_VALUE} characters` : undefined;
}

function faultOf(name: string, text: string): string | undefined {
  if (!NAME.test(name)) return 'its name has a character that names of headers cannot have';
  return VALUE.test(text) ? undefined : 'its value has a character that headers cannot carry';
}
