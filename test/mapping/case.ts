import type { Condition, FindingKind, Mapping } from '@millrace/model';
import type { CapturedName } from './payloads.ts';

/** A step as a flow document writes it; the document's own parser fills in the rest. */
export type WrittenStep = { id: string; kind: string; [key: string]: unknown };

/** What is to be found: its kind, the step and the place in it. */
type Label = readonly [kind: FindingKind, step: string, field: string];

/** A flow with what is wrong in it, which is nothing for a correct one. */
export interface Case {
  /** The mistake, as the person who makes it would tell it. */
  name: string;
  on: CapturedName;
  steps: readonly WrittenStep[];
  wrong: readonly Label[];
}

type Members = Readonly<Record<string, Mapping>>;

/** A path into the body of the event. */
export function body(path: string, more: object = {}): Mapping {
  return { $path: `$.trigger.body.${path}`, ...more };
}

export function path($path: string, more: object = {}): Mapping {
  return { $path, ...more };
}

export function text($template: string, more: object = {}): Mapping {
  return { $template, ...more };
}

export function set(fields: Members, id = 'values'): WrittenStep {
  return { id, kind: 'set', fields };
}

/** Adds a contact in Mailchimp; the two required fields are right unless given. */
export function subscribe(input: Members, id = 'subscribe'): WrittenStep {
  const right = { list_id: 'a1b2c3', email_address: body('billing.email') };
  return { id, kind: 'action', action: 'mailchimp.upsert-member', input: { ...right, ...input } };
}

/** The same with nothing filled in beforehand. */
export function member(input: Members, id = 'subscribe'): WrittenStep {
  return { id, kind: 'action', action: 'mailchimp.upsert-member', input };
}

/** Ships a parcel; the only required field is right unless given. */
export function ship(input: Members, id = 'ship'): WrittenStep {
  const right = { order_number: body('number') };
  return { id, kind: 'action', action: 'warehouse.ship', input: { ...right, ...input } };
}

export function request(input: Members, id = 'request'): WrittenStep {
  const right = { method: 'POST', url: 'https://api.example.com/orders' };
  return { id, kind: 'action', action: 'http.request', input: { ...right, ...input } };
}

export function answer(more: object, id = 'reply'): WrittenStep {
  return { id, kind: 'respond', ...more };
}

export function filter(when: Condition, id = 'only'): WrittenStep {
  return { id, kind: 'filter', when };
}

/** One comparison; `right` is left out for operators that take none. */
export function is(left: Mapping, op: string, right?: Mapping): Condition {
  const sides = right === undefined ? { left } : { left, right };
  return { ...sides, op } as Condition;
}

export function when(left: Mapping, op: string, right?: Mapping, id = 'only'): WrittenStep {
  return filter({ all: [is(left, op, right)] }, id);
}

export function branch(
  paths: readonly (readonly [name: string, when: Condition, ...steps: WrittenStep[]])[],
  otherwise: readonly WrittenStep[] = [],
  id = 'way',
): WrittenStep {
  const written = paths.map(([name, holds, ...steps]) => ({ name, when: holds, steps }));
  return { id, kind: 'branch', paths: written, otherwise };
}

export function each(items: Mapping, steps: readonly WrittenStep[], id = 'lines'): WrittenStep {
  return { id, kind: 'for-each', items, steps };
}

/** Cases of one kind, each a row: the mistake, the events, the steps, and where it is. */
export function rows(
  kind: FindingKind,
  list: readonly (readonly [
    name: string,
    on: CapturedName,
    steps: WrittenStep | readonly WrittenStep[],
    step: string,
    field: string,
  ])[],
): Case[] {
  return list.map(([name, on, steps, step, field]) => ({
    ...{ name, on, wrong: [[kind, step, field]] },
    steps: 'id' in steps ? [steps] : steps,
  }));
}

/** Mistakes in one value of a set step: the mistake, the events, the mapping. */
export function inSet(
  kind: FindingKind,
  list: readonly (readonly [name: string, on: CapturedName, mapping: Mapping])[],
): Case[] {
  return list.map(([name, on, mapping]) => ({
    ...{ name, on, steps: [set({ x: mapping })], wrong: [[kind, 'values', 'fields.x']] },
  }));
}

/** Mistakes in one field of a parcel: the mistake, the field, the mapping. Orders were captured. */
export function inParcel(
  kind: FindingKind,
  list: readonly (readonly [name: string, field: string, mapping: Mapping])[],
): Case[] {
  return list.map(([name, field, mapping]) => ({
    ...{ name, on: 'orders', steps: [ship({ [field]: mapping })] },
    wrong: [[kind, 'ship', `input.${field}`]],
  }));
}

/** The same for a contact in Mailchimp. */
export function inContact(
  kind: FindingKind,
  list: readonly (readonly [name: string, field: string, mapping: Mapping])[],
): Case[] {
  return list.map(([name, field, mapping]) => ({
    ...{ name, on: 'orders', steps: [subscribe({ [field]: mapping })] },
    wrong: [[kind, 'subscribe', `input.${field}`]],
  }));
}

/** Mistakes in the only comparison of a filter; `side` is where it is shown, if not at the whole. */
export function inFilter(
  kind: FindingKind,
  side: '' | '.left' | '.right',
  list: readonly (readonly [
    name: string,
    on: CapturedName,
    left: Mapping,
    op: string,
    right?: Mapping,
  ])[],
): Case[] {
  return list.map(([name, on, left, op, right]) => ({
    ...{ name, on, steps: [when(left, op, right)] },
    wrong: [[kind, 'only', `when.all.0${side}`]],
  }));
}
