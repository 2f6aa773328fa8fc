import type { ConnectionStatus } from '@millrace/model';
import type { ConnectionValues } from '@millrace/connector-kit';

/** A connection with its secrets in the clear: for making calls, never for answers. */
export interface ResolvedConnection extends ConnectionValues {
  id: string;
  workspaceId: string;
  connector: string;
  tokens: Readonly<Record<string, string>>;
  status: ConnectionStatus;
  /** When its token ends; null for one that has no end, and where there is none. */
  expiresAt: Date | null;
  /** When somebody last saved or connected it. */
  updatedAt: Date;
}
