import type { JsonObject, RegistrationState } from '@millrace/model';

/** What went wrong the last time. */
export interface RegistrationError {
  code: string;
  message: string;
  hint: string;
}

/**
 * One webhook of a flow at its application. States while it is to live: wanted → registering →
 * registered, or failed, from which it is tried again; once it is to go: removing → removed, or failed.
 * A change of what is registered is a row of its own, so that the one before can be removed.
 */
export interface RegistrationRow {
  id: string;
  workspaceId: string;
  flowId: string;
  flowName: string;
  /** The published version it was last wanted by. */
  version: number | null;
  /** The secret part of the trigger URL: the flow may be gone when the webhook is removed. */
  hookToken: string;
  source: string;
  /** The slice of the connector it is made, looked after and removed with. */
  slice: string | null;
  connectionId: string;
  connection: string;
  input: JsonObject;
  goal: 'live' | 'gone';
  state: RegistrationState;
  /** True for one that nobody is shown any more: the row goes a day after the webhook. */
  forget: boolean;
  /** What the webhook is called at the application; another each time it is made anew. */
  hookId: string;
  /** True when there may be a webhook although nothing is kept of it: a call ended without an answer. */
  unsure: boolean;
  /** What names the webhook at the application; null before it is made. */
  kept: JsonObject | null;
  /** The signing secret, sealed; null where a field of the connection holds it. */
  secret: Buffer | null;
  /** The trigger URL it was made with. */
  url: string | null;
  registeredAt: Date | null;
  checkedAt: Date | null;
  expiresAt: Date | null;
  /** When it was removed, or given up. */
  endedAt: Date | null;
  error: RegistrationError | null;
  tries: number;
  /** When something is to be done; null for never. */
  nextAt: Date | null;
  /** Counts the leases: who lost one changes nothing. */
  fence: number;
}

/** A row that this process leased. */
export interface LeasedRegistration extends RegistrationRow {
  /** Whether it was unsure before the lease. */
  wasUnsure: boolean;
}

/** What of a row changes when something was done. */
export type RegistrationChange = Partial<
  Pick<
    RegistrationRow,
    | 'state'
    | 'hookId'
    | 'unsure'
    | 'kept'
    | 'secret'
    | 'url'
    | 'registeredAt'
    | 'checkedAt'
    | 'expiresAt'
    | 'endedAt'
    | 'error'
    | 'tries'
    | 'nextAt'
  >
>;

/** What a flow is to have registered. */
export interface Wish {
  source: string;
  slice: string | null;
  connectionId: string;
  connection: string;
  input: JsonObject;
  /** True where we make the signing secret. */
  makesSecret: boolean;
}

/** The flow that a webhook is for. */
export interface RegisteredFlow {
  id: string;
  workspaceId: string;
  name: string;
  hookToken: string;
  version: number | null;
}
