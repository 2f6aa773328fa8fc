import type { StoreRoom } from '@millrace/connector-kit';

/** Injection token of what all workspaces keep of their own. */
export const STORE_ROOMS = Symbol('STORE_ROOMS');

/** Gives what a workspace keeps. */
export interface StoreRooms {
  of(workspaceId: string): StoreRoom;
}
