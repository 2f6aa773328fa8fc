import type { Role } from '@millrace/model';

/** Who does something, in which workspace and with what right. */
export interface Actor {
  workspaceId: string;
  role: Role;
  by: ActingUser | ActingKey | ActingSystem;
  /** Where the call came from, if it came from somewhere. */
  address: string | null;
}

/** Somebody with a session in a browser. */
interface ActingUser {
  kind: 'user';
  userId: string;
  /** Their e-mail address. */
  name: string;
  sessionId: string;
}

/** A program with an API key. */
interface ActingKey {
  kind: 'key';
  keyId: string;
  /** What the key is called. */
  name: string;
  /** Who made it. */
  userId: string;
}

/** The server itself. */
interface ActingSystem {
  kind: 'system';
  /** What of it: `worker`, `environment`. */
  name: string;
}

/** The server, acting on its own in a workspace. */
export function systemActor(workspaceId: string, name: string): Actor {
  return { workspaceId, role: 'owner', by: { kind: 'system', name }, address: null };
}

/** The user behind an actor; undefined for the server itself. */
export function userOf({ by }: Actor): string | undefined {
  return by.kind === 'system' ? undefined : by.userId;
}
