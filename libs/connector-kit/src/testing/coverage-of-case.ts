import {
  isJsonObject,
  useOf,
  type ConnectorAction,
  type ConnectorCase,
  type JsonObject,
  type JsonValue,
  type Manifest,
} from '@millrace/model';
import { compileManifestCondition } from '@millrace/mapping';
import type { Account } from '../interpreter/account.ts';
import type { ListItem, ShapedField } from '../interpreter/lists.ts';
import type { RegisterPhase } from '../interpreter/register-plan.ts';
import type { PlanContext } from '../interpreter/run-plan.ts';
import { isFound, type Coverage } from './coverage.ts';

/** Facts that stand in the values of a connection. */
export function coverValues(coverage: Coverage | undefined, { authId, auth, data }: Account): void {
  for (const [name, fact] of Object.entries(auth.facts ?? {})) {
    if ('field' in fact && isFound(data[name]))
      coverage?.reach(`/auth/${authId}/facts/${name}`, 'gives');
  }
}

export function coverList(
  coverage: Coverage | undefined,
  id: string,
  items: readonly ListItem[],
): void {
  for (const name of ['note', 'group'] as const) {
    if (items.some((item) => item[name] !== undefined))
      coverage?.reach(`/lists/${id}/${name}`, 'gives');
  }
}

/** The kinds that the fields of an account have, and which of its items are fields at all. */
export function coverShape(
  coverage: Coverage | undefined,
  manifest: Manifest,
  id: string,
  fields: readonly ShapedField[],
  { input, account }: PlanContext,
): void {
  if (coverage === undefined) return;
  const at = `/shapes/${id}`;
  for (const { kind, choices } of fields) {
    if (kind !== undefined) coverage.reach(`${at}/kinds/${escaped(kind)}`, 'gives');
    if (choices !== undefined) coverage.reach(`${at}/field/choices`, 'gives');
  }
  const where = manifest.shapes?.[id]?.where;
  if (where === undefined) return;
  const holds = compileManifestCondition(where);
  for (const item of itemsIn(coverage.output)) {
    coverage.asked(`${at}/where`, holds({ input, connection: account.data, item }));
  }
}

function itemsIn(output: JsonValue | undefined): JsonValue[] {
  if (Array.isArray(output)) return output;
  if (!isJsonObject(output)) return [];
  return Object.entries(output).map(([key, value]) => ({ key, value }));
}

/** The kinds in which an action sends values of the account's own fields. */
export function coverSent(
  coverage: Coverage | undefined,
  { input }: ConnectorAction,
  { shapes = {}, input: given = {} }: ConnectorCase,
): void {
  for (const field of input) {
    const shape = useOf(field)?.shape;
    const values = given[field.key];
    if (shape === undefined || !isJsonObject(values)) continue;
    for (const [key, kind] of Object.entries(shapes[field.key] ?? {})) {
      if (Object.hasOwn(values, key))
        coverage?.reach(`/shapes/${shape}/kinds/${escaped(kind)}/send`, 'sends');
    }
  }
}

/** What is taken from the answers when an address is registered, and whether it was found alive. */
export function coverPhase(
  coverage: Coverage | undefined,
  { trigger, phase }: { trigger: string; phase: RegisterPhase },
  { kept, secret, expires, alive }: JsonObject,
): void {
  const at = coverage?.registerOf(trigger) ?? '';
  if (phase === 'check') coverage?.asked(`${at}/check/alive`, alive === true);
  if (phase !== 'subscribe') return;
  const members = isJsonObject(kept) ? Object.entries(kept) : [];
  const given: [string, JsonValue | undefined][] = [
    ...members.map(([name, value]): [string, JsonValue] => [`keep/${name}`, value]),
    ['secret', secret],
    ['expires', expires],
  ];
  for (const [name, value] of given) if (isFound(value)) coverage?.reach(`${at}/${name}`, 'gives');
}

function escaped(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1');
}
