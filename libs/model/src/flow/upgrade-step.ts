import type { Upgrade } from '../connector/manifest.ts';
import { mappingForm, type Mapping } from '../mapping.ts';
import type { ActionStep } from './step.ts';

/**
 * The step with the newest version of its connector: what each version between moved is moved in its
 * input, what it set is set where nothing stands, and an action that became another is that one.
 * A step that names no version is given the newest as it is.
 */
export function upgradeStep(
  step: ActionStep,
  newest: number,
  upgrades: readonly Upgrade[],
): ActionStep {
  const from = step.version ?? newest;
  const due = upgrades.filter(({ to }) => to > from && to <= newest).sort((a, b) => a.to - b.to);
  let upgraded: ActionStep = { ...step, version: newest };
  for (const one of due) {
    const [connector = '', id = ''] = upgraded.action.split('.');
    if (one.id !== id) continue;
    upgraded = {
      ...upgraded,
      action: `${connector}.${one.becomes ?? id}`,
      input: movedInput(upgraded.input, one),
    };
  }
  return upgraded;
}

function movedInput(
  input: ActionStep['input'],
  { move = {}, set = {} }: Upgrade,
): ActionStep['input'] {
  let changed = input;
  for (const [from, to] of Object.entries(move)) {
    const value = found(changed, keysOf(from));
    if (value === undefined) continue;
    changed = put(without(changed, keysOf(from)), keysOf(to), value);
  }
  for (const [at, value] of Object.entries(set)) {
    if (found(changed, keysOf(at)) === undefined) changed = put(changed, keysOf(at), value);
  }
  return changed;
}

/** The keys of a JSON pointer (RFC 6901). */
function keysOf(pointer: string): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
}

type Members = ActionStep['input'];

function found(members: Members, [key = '', ...rest]: readonly string[]): Mapping | undefined {
  const member = Object.hasOwn(members, key) ? members[key] : undefined;
  if (rest.length === 0) return member;
  return isMembers(member) ? found(member, rest) : undefined;
}

function without(members: Members, [key = '', ...rest]: readonly string[]): Members {
  const { [key]: member, ...others } = members;
  return rest.length > 0 && isMembers(member)
    ? { ...others, [key]: without(member, rest) }
    : others;
}

/** Objects on the way are made; what another mapping stands in the way of is left out. */
function put(members: Members, [key = '', ...rest]: readonly string[], value: Mapping): Members {
  const member = Object.hasOwn(members, key) ? members[key] : undefined;
  if (rest.length === 0) return { ...members, [key]: value };
  if (member !== undefined && !isMembers(member)) return members;
  return { ...members, [key]: put(member ?? {}, rest, value) };
}

/** True for an object of mappings; a form such as { $path } is one value. */
function isMembers(mapping: Mapping | undefined): mapping is Members {
  return mappingForm(mapping) === 'object';
}
