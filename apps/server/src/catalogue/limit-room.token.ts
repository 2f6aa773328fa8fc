import { AccountLimits, type LimitRoom } from '@millrace/connector-kit';

/** Injection token of the `LimitRoom`: what this process knows of the limits of applications. */
export const LIMIT_ROOM = Symbol('limit-room');

/** The limits of a connection; of a connector in the workspace, for calls without one. */
export function limitsOf(
  room: LimitRoom,
  { workspaceId, id }: { workspaceId: string; id: string },
): AccountLimits {
  return new AccountLimits(room, `${workspaceId} ${id}`);
}
