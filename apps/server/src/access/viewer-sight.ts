import { roleReaches } from '@millrace/model';
import type { Actor } from './actor.ts';

/*
 * Viewers look on. What a viewer is answered holds nothing that would let its reader act: no trigger
 * URL, which starts runs, and no credential that a sender put in a request. Keys and values of
 * connections are shown to nobody.
 */

/** Stands in the place of what a viewer is not shown. */
const HIDDEN_FROM_VIEWERS = '[hidden from viewers]';

/** Names of headers and query parameters that carry credentials. */
const CREDENTIAL = /auth|token|secret|passw|api[-_]?key|^key$/i;

/** A trigger URL as a proxy repeats it in a header, for example in X-Original-URI. */
const TRIGGER_PATH = /(\/hooks\/)[\w-]+/g;

/** True for roles that may change and start things. */
export function mayAct({ role }: Actor): boolean {
  return roleReaches(role, 'editor');
}

/** Headers or a query as the actor may see them. */
export function shownTo<T>(actor: Actor, named: Record<string, T>): Record<string, T | string> {
  if (mayAct(actor)) return named;
  return Object.fromEntries(
    Object.entries(named).map(([name, value]) => [
      name,
      CREDENTIAL.test(name) ? HIDDEN_FROM_VIEWERS : withoutTriggerPath(value),
    ]),
  );
}

function withoutTriggerPath<T>(value: T): T | string {
  return typeof value === 'string'
    ? value.replace(TRIGGER_PATH, `$1${HIDDEN_FROM_VIEWERS}`)
    : value;
}
