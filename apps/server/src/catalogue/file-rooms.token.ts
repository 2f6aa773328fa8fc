import type { FileRoom } from '@millrace/connector-kit';

/** Injection token of the files of all workspaces. */
export const FILE_ROOMS = Symbol('FILE_ROOMS');

/** Gives the files of a workspace. */
export interface FileRooms {
  /** Files that are saved are kept as long as the run may need them, when there is one. */
  of(workspaceId: string, runId: string | undefined): FileRoom;
}
