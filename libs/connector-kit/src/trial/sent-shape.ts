import type { JsonObject, Mapping } from '@millrace/model';
import { firstName, mappingReads } from '@millrace/mapping';
import { checkedHeaders } from '../http/request-headers.ts';
import type { Account } from '../interpreter/account.ts';
import { next, take, type Next } from '../interpreter/advance.ts';
import type { Authorised } from '../interpreter/authorise.ts';
import type { Plan } from '../interpreter/plan.ts';
import { startPosition } from '../interpreter/position.ts';
import type { Answer } from '../interpreter/prepared.ts';
import { formText, queryText } from '../wire/form-text.ts';

/** What no input may change of a request. */
export interface SentShape {
  host: string;
  /** Segments of the path: any number where an input keeps its slashes or an answer names the address. */
  depth: number | 'any';
  /** False for an address that parsers read otherwise than it was written. */
  asWritten: boolean;
  /** Names of headers, in order. */
  headers: string;
  /** Members of query and form. */
  members: number;
  /** How often a secret of the account stands in it. */
  secrets: number;
}

/** The requests of a call by the place in its plan, as far as the answers lead. */
export type Sent = ReadonlyMap<string, SentShape>;

export interface TrialCall {
  plan: Plan;
  account: Account;
  /** Secrets of the account, to look for. */
  secrets: readonly string[];
  answers: readonly Answer[];
  extra?: JsonObject | undefined;
}

const MOST_SENT = 50;
const NOW = new Date('2026-11-21T08:00:00Z');

/**
 * Makes the requests of a call without sending them: the answers are given. Throws what preparing
 * throws, and {@link SecretInData} when a mapping put a secret into one.
 */
export function sentBy(
  { plan, account, secrets, answers, extra }: TrialCall,
  input: JsonObject,
): Sent {
  const sent = new Map<string, SentShape>();
  const base = { ...extra, input, connection: account.data, call: { key: 'key' } };
  let position = startPosition();
  for (let count = 0; count < MOST_SENT; count += 1) {
    const step = next(plan, position, account, base);
    if (step.kind === 'done') return sent;
    const { prepared, data } = step;
    if (found(prepared, secrets) > 0) throw new SecretInData();
    const authorised = step.step.authorise(account, prepared, data);
    sent.set(`${position.step}.${position.item}.${count}`, shapeOf(step, authorised, secrets));
    const answer = answers[count];
    if (answer === undefined) return sent;
    const taken = take(plan, step, answer, NOW);
    if (taken.kind === 'done' || taken.kind === 'failed') return sent;
    position = taken.position;
  }
  return sent;
}

/** A mapping gave a secret of the account. */
export class SecretInData extends Error {
  override readonly name = 'SecretInData';
  override readonly message = 'A mapping gives a secret of the account.';
}

function shapeOf(
  { step, prepared }: Extract<Next, { kind: 'send' }>,
  { url, query, credentials, body }: Authorised,
  secrets: readonly string[],
): SentShape {
  const address = new URL(url);
  const [path = ''] = url.slice(url.indexOf(address.host) + address.host.length).split(/[?#]/);
  const { path: template = '', url: given } = step.source;
  const isFree = given === undefined ? template.includes('{+') : !readsInput(given);
  const headers = checkedHeaders({ ...prepared.headers, ...credentials });
  const form = body !== undefined && 'form' in body ? body.form : [];
  // What cannot be written is refused here, as the client would.
  queryText(query);
  formText(form);
  return {
    host: address.host,
    depth: isFree ? 'any' : path.split('/').length,
    asWritten: address.pathname === (path || '/'),
    headers: Object.keys(headers).sort().join(' '),
    members: [...address.searchParams].length + query.length + form.length + partsOf(body),
    secrets: found([url, query, headers, body], secrets),
  };
}

function partsOf(body: Authorised['body']): number {
  return body !== undefined && 'parts' in body ? body.parts.length : 0;
}

/** An address that an answer named is the application's own; one that is made of the input is not. */
function readsInput(mapping: Mapping): boolean {
  return mappingReads(mapping).some(({ path }) => firstName(path) === 'input');
}

/** How often secrets stand in the texts of a value. */
function found(value: unknown, secrets: readonly string[]): number {
  if (typeof value === 'string') return secrets.reduce((sum, one) => sum + times(value, one), 0);
  if (typeof value !== 'object' || value === null) return 0;
  return Object.values(value).reduce((sum: number, one) => sum + found(one, secrets), 0);
}

function times(text: string, part: string): number {
  let count = 0;
  for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + 1)) count += 1;
  return count;
}
