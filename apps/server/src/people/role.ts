import { roleReaches, roleSchema, type Role } from '@millrace/model';

/** A role as it is stored; a word nobody knows gives the least right. */
export function roleFrom(text: string): Role {
  return roleSchema.safeParse(text).data ?? 'viewer';
}

/** A key may do what its own role and its maker's role both allow. */
export function lesserRole(one: Role, other: Role): Role {
  return roleReaches(one, other) ? other : one;
}
