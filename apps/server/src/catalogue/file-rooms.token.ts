import type { FileRoom } from '@millrace/connector-kit';

/** Injection token of the files of all workspaces. */
export const FILE_ROOMS = Symbol('FILE_ROOMS');

/** Gives the files of a workspace. */
export interface FileRooms {
  of(workspaceId: string): FileRoom;
}
