import type {
  ActionInfo,
  ActionStep,
  ConnectorInfo,
  FileHandle,
  JsonObject,
  JsonValue,
  Manifest,
} from '@millrace/model';
import type { CallRoom } from './call-room.ts';
import type { CallRecorder } from './call-recorder.ts';
import type { HttpClient } from './http/http-client.ts';
import type { FileContent } from './http/request-body.ts';
import type { ListItem, ShapedField } from './interpreter/lists.ts';
import type { AccountLimits } from './limits/account-limits.ts';
import type { StoreRoom } from './store-room.ts';

/** An account at an application, with its decrypted values. Only `run` and `test` see it. */
export interface ConnectionValues {
  name: string;
  values: Readonly<Record<string, string>>;
  /** The kind of sign-in; the connector's first when absent. */
  auth?: string | undefined;
  /** What was learned of the account. */
  facts?: JsonObject | undefined;
  /** Texts that were got for the account, such as `token` and `refresh_token`. */
  tokens?: Readonly<Record<string, string>> | undefined;
}

/** Where files are kept beside the data that flows see. */
export interface FileRoom {
  save(file: FileContent): Promise<FileHandle>;
  /** Throws for a handle that names no file of this workspace. */
  open(handle: FileHandle): Promise<FileContent>;
}

/** What an action works with. */
export interface ActionContext {
  /** Checked against the action's fields, with defaults filled in and empty values left out. */
  input: JsonObject;
  connection: ConnectionValues | undefined;
  /** The fields of the account that the step keeps. */
  shape?: ActionStep['shape'] | undefined;
  http: HttpClient;
  /** What is known of the limits of the account's application; absent where none are kept to. */
  limits?: AccountLimits | undefined;
  /** A person waits for the call: it goes before the others, and also to what is taken to be away. */
  attended?: boolean | undefined;
  /** Absent where files are not kept; what would be one is then part of the data. */
  files?: FileRoom | undefined;
  /** Absent where nothing is kept. */
  store?: StoreRoom | undefined;
  /** Where the call keeps how far it is; absent where nobody goes on with it later. */
  room?: CallRoom | undefined;
  /**
   * The same over retries and restarts of one step of one run. Every call through `http` carries
   * it as Idempotency-Key by itself.
   */
  idempotencyKey: string;
  signal: AbortSignal;
  /** The connection with a fresh token, after the old one was refused; absent where there is none to be had. */
  refresh?: (() => Promise<ConnectionValues>) | undefined;
  /** Keeps the calls that are made. */
  recorder?: CallRecorder | undefined;
}

/** What the trial of a connection works with. */
export type TestContext = Pick<ActionContext, 'http' | 'limits' | 'signal' | 'refresh'> & {
  connection: ConnectionValues;
};

/** What came of a trial that went well. */
export interface Trial {
  /** A sentence with what the application said. */
  message: string;
  /** What the application calls the account; undefined when it does not say. */
  account: string | undefined;
}

/** What reading choices or fields of an account works with. */
export type LookUpContext = Pick<
  ActionContext,
  'http' | 'limits' | 'signal' | 'refresh' | 'connection'
> & {
  /** What `with` of the field gives. */
  input: JsonObject;
  /** What the person looks for. */
  search?: string | undefined;
};

/** What the set-up of a webhook works with. */
export type HookContext = Pick<ActionContext, 'http' | 'limits' | 'signal' | 'refresh'> & {
  connection: ConnectionValues;
  /** Of the trigger. */
  input: JsonObject;
  /** The trigger URL, and what the registration is called. */
  hook: { url: string; id: string };
  /** What subscribing gave; absent before. */
  kept?: JsonObject | undefined;
  /** The secret made for it; placed as `{hook_secret}`, never seen by mappings. */
  secret?: string | undefined;
  /** The same over retries of one registration. */
  key: string;
  /** What an end that the application tells in seconds counts from. */
  now: Date;
};

/** What subscribing gave. */
export interface Registered {
  /** What names the webhook at the application: without any secret. */
  kept: JsonObject;
  /** The one the application signs with, where it gives one. */
  secret: string | undefined;
  /** When the webhook ends by itself. */
  expires: Date | undefined;
}

/**
 * Sets up the webhook of a trigger at its application. The calls throw what actions do, and
 * CONNECTION_INVALID when what is kept would hold a secret. No result or error holds one.
 */
export interface HookRegistrar {
  /** Who makes the signing secret: we do, or the application; undefined where a field holds it. */
  secret: 'made' | 'given' | undefined;
  /** True where an account has one webhook, whatever flows it is for. */
  isOnly: boolean;
  /** How long before its end a webhook is renewed; undefined where it has none. */
  renewBeforeMs: number | undefined;
  /** True where the application can be asked whether the webhook lives. */
  checks: boolean;
  /** True where one that does not live can be repaired. */
  repairs: boolean;
  /** Where the calls go; undefined while the account does not say. */
  origin(connection: ConnectionValues): string | undefined;
  /** The input of the trigger, completed. Throws INPUT_INVALID naming each field that does not fit. */
  checked(input: JsonObject): JsonObject;
  subscribe(context: HookContext): Promise<Registered>;
  /** The new end. */
  renew(context: HookContext): Promise<Date | undefined>;
  /** Whether it lives. */
  check(context: HookContext): Promise<boolean>;
  repair(context: HookContext): Promise<void>;
  /** A webhook that is gone already counts as removed. */
  unsubscribe(context: HookContext): Promise<void>;
}

/** Throws CallWaits, where it has a room, for a call that goes on later. */
type ActionRun = (context: ActionContext) => Promise<JsonValue>;

/** An action ready to run. */
export interface Action extends ActionInfo {
  /** The input, checked. Throws INPUT_INVALID naming each field that does not fit. */
  check(input: JsonObject): JsonObject;
  /** Makes the call. Neither the result nor an error holds a secret of the connection. */
  run: ActionRun;
}

/** A connector ready to use. */
export interface Connector {
  manifest: ConnectorInfo;
  /** The document it was made from. */
  document?: Manifest | undefined;
  actions: ReadonlyMap<string, Action>;
  test: ((context: TestContext) => Promise<Trial>) | undefined;
  /** Choices that the account defines. Throws LIST_NOT_FOUND and what calls throw. */
  readList?: ((id: string, context: LookUpContext) => Promise<ListItem[]>) | undefined;
  /** Fields that the account defines. Throws LIST_NOT_FOUND and what calls throw. */
  readShape?: ((id: string, context: LookUpContext) => Promise<ShapedField[]>) | undefined;
  /** The set-up of a trigger's webhook; undefined for one that has to be set up by hand. */
  registrar?: ((trigger: string) => HookRegistrar | undefined) | undefined;
}

/** The data of a connector, as the editor receives it. */
export function manifestOf(connector: Connector): ConnectorInfo {
  return connector.manifest;
}
