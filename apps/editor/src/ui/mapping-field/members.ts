import { mappingForm, type Mapping } from '@millrace/model';

/** The members of a mapping that is an object; empty for anything else. */
export function membersOf(mapping: Mapping | undefined): Record<string, Mapping> {
  return isMembers(mapping) ? mapping : {};
}

function isMembers(mapping: Mapping | undefined): mapping is Record<string, Mapping> {
  return mapping !== undefined && mappingForm(mapping) === 'object';
}

/** The object with a member set or, when undefined, taken out; undefined once it is empty. */
export function withMember(
  members: Readonly<Record<string, Mapping>>,
  key: string,
  next: Mapping | undefined,
): Record<string, Mapping> | undefined {
  if (next !== undefined) return { ...members, [key]: next };
  const rest = Object.entries(members).filter(([name]) => name !== key);
  return rest.length === 0 ? undefined : Object.fromEntries(rest);
}

/** The object with a member under another name at the same place. */
export function renameMember(
  members: Readonly<Record<string, Mapping>>,
  from: string,
  to: string,
): Record<string, Mapping> {
  return Object.fromEntries(
    Object.entries(members).map(([key, member]) => [key === from ? to : key, member]),
  );
}

/** A name that no member has yet: `field`, `field_2`, `field_3`, … */
export function freeName(members: Readonly<Record<string, Mapping>>, base: string): string {
  let name = base;
  for (let count = 2; Object.hasOwn(members, name); count += 1) name = `${base}_${count}`;
  return name;
}
