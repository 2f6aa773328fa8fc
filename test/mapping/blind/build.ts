import type { Condition, FindingKind, Mapping } from '@millrace/model';
import type { Case, WrittenStep } from '../case.ts';
import type { CapturedName } from '../payloads.ts';

type Members = Readonly<Record<string, Mapping>>;

export function p($path: string, more: object = {}): Mapping {
  return { $path, ...more };
}

/** A path into the body of the event. */
export function b(path: string, more: object = {}): Mapping {
  return p(`$.trigger.body.${path}`, more);
}

/** A path into the object of a Stripe event. */
export function O(path: string, more: object = {}): Mapping {
  return b(`data.object.${path}`, more);
}

export function num(path: string): Mapping {
  return b(path, { as: 'number' });
}

export function t($template: string, more: object = {}): Mapping {
  return { $template, ...more };
}

/** One comparison; `right` is left out for operators that take none. */
export function c(left: Mapping, op: string, right?: Mapping): Condition {
  return { left, op, ...(right !== undefined && { right }) } as Condition;
}

/** Adds a contact in Mailchimp; without an address when none is given. */
export function up(id: string, email: Mapping | undefined, more: Members = {}): WrittenStep {
  const address = email === undefined ? {} : { email_address: email };
  const input = { list_id: 'a1b2c3d4e5', ...address, ...more };
  return { id, kind: 'action', action: 'mailchimp.upsert-member', input };
}

export function tag(id: string, email: Mapping, tags: Mapping | undefined): WrittenStep {
  const given = tags === undefined ? {} : { tags };
  const input = { list_id: 'a1b2c3d4e5', email_address: email, ...given };
  return { id, kind: 'action', action: 'mailchimp.add-tags', input };
}

export function http(id: string, body: Mapping | undefined, more: Members = {}): WrittenStep {
  const sent = body === undefined ? {} : { body };
  const input = { method: 'POST', url: 'https://erp.example.com/api/orders', ...sent, ...more };
  return { id, kind: 'action', action: 'http.request', input };
}

export function act(action: string): WrittenStep {
  return { id: 'do', kind: 'action', action, input: {} };
}

export function x(id: string): WrittenStep {
  return http(id, { i: b('id') });
}

export function set(id: string, fields: Members): WrittenStep {
  return { id, kind: 'set', fields };
}

export function filter(id: string, when: Condition): WrittenStep {
  return { id, kind: 'filter', when };
}

export interface Way {
  name: string;
  when: Condition;
  steps: WrittenStep[];
}

export function path(name: string, when: Condition, steps: WrittenStep[]): Way {
  return { name, when, steps };
}

export function branch(id: string, paths: Way[], otherwise: WrittenStep[] = []): WrittenStep {
  return { id, kind: 'branch', paths, otherwise };
}

export function each(id: string, items: Mapping, steps: WrittenStep[]): WrittenStep {
  return { id, kind: 'for-each', items, steps };
}

export function respond(id: string, body: Mapping): WrittenStep {
  return { id, kind: 'respond', body };
}

export function stop(id: string, message?: Mapping): WrittenStep {
  return { id, kind: 'stop', ...(message !== undefined && { message }) };
}

export function until(id: string, at: Mapping): WrittenStep {
  return { id, kind: 'delay', until: at };
}

export function wait(id: string): WrittenStep {
  return { id, kind: 'delay', for: '2d' };
}

export function call(id: string, flow: string, body: Mapping): WrittenStep {
  return { id, kind: 'call', flow, body };
}

export const WOO = b('billing.email');
export const STRIPE = O('customer_details.email');
export const CAL = b('payload.email');
export const paid = filter('paid', c(b('status'), 'equals', 'processing'));

/** The place of a field of an action. */
export function INPUT(key: string): string[] {
  return ['input', key];
}

/** A flow with one mistake: of a kind, in a step, at a place in it. */
export function mistake(
  kind: FindingKind,
  name: string,
  on: CapturedName,
  step: string,
  field: readonly (string | number)[],
  ...steps: WrittenStep[]
): Case {
  return { name, on, steps, wrong: [[kind, step, field.join('.')]] };
}

export function correct(name: string, on: CapturedName, ...steps: WrittenStep[]): Case {
  return { name, on, steps, wrong: [] };
}
