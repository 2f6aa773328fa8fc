import {
  AppError,
  type ConnectorAction,
  type ConnectorInfo,
  type Field,
  type JsonValue,
  type Manifest,
} from '@millrace/model';
import { setTimeout as wait } from 'node:timers/promises';
import type { Action, ActionContext, ConnectionValues, Connector, TestContext } from './define.ts';
import type { HttpClient } from './http/http-client.ts';
import { TRUST_FIELDS, type Trust } from './http/trust.ts';
import { checkedInput } from './input.ts';
import { accountOpener, type Account } from './interpreter/account.ts';
import {
  compileCodeCall,
  type CallWithAccount,
  type CodeAnswer,
  type CodeRequest,
} from './interpreter/code-call.ts';
import { describeManifest } from './interpreter/describe.ts';
import { CallInDoubt } from './interpreter/run-plan.ts';
import { trustOfAccount } from './interpreter/way-of-account.ts';
import { withinHostLimits } from './limits/limited-http.ts';
import { hidingSecrets } from './secrets.ts';

/** What code needs of the account it works with. */
interface CodeAccount {
  /** The account, with its values and their defaults in `texts`. */
  account: Account;
  /** Which certificates the account accepts beside the usual ones. */
  trust: Trust | undefined;
  /** Opens a connection to an address that may be reached. */
  connect: HttpClient['connect'];
}

/** What the code of an action works with; its input is checked and completed. */
export type CodeContext = CodeAccount &
  Pick<ActionContext, 'input' | 'files' | 'store' | 'idempotencyKey' | 'signal'> & {
    /** Makes a call with the account signed in as its kind says. Throws as {@link CallWithAccount} does. */
    call: (request: CodeRequest) => Promise<CodeAnswer>;
  };

/** The code of an action. Throws {@link CallInDoubt} for a call that may have been made. */
export type CodeRun = (context: CodeContext) => Promise<JsonValue>;

/** What the trial of an account works with. */
export type CodeTestContext = CodeAccount & Pick<TestContext, 'signal'>;

export interface CodeOptions {
  /** Tries an account without effect; gives what the application said. Throws like an action. */
  test?: (context: CodeTestContext) => Promise<string>;
  /** Accounts may name a server whose certificate the system does not trust. */
  trust?: boolean;
}

/**
 * A connector whose actions are code: all else of it stands in the manifest, as for those that are data.
 * Neither results nor errors hold a secret of the account. Throws CONNECTOR_INVALID when the actions of the
 * manifest and the code differ, or one of them has requests.
 */
export function codeConnector(
  document: Manifest,
  runs: Readonly<Record<string, CodeRun>>,
  { test, trust = false }: CodeOptions = {},
): Connector {
  const manifest = trust ? withTrust(document) : document;
  requireSame(manifest, runs);
  const info = withTest(describeManifest(manifest), test !== undefined);
  const open = accountOpener(manifest);
  const call = compileCodeCall(manifest);
  const actions = new Map<string, Action>();
  for (const shown of info.actions) {
    const action = manifest.actions?.[shown.id];
    const run = runs[shown.id];
    if (action !== undefined && run !== undefined) {
      actions.set(shown.id, actionOf({ manifest, open, call }, shown, action, run));
    }
  }
  return {
    manifest: info,
    document: manifest,
    actions,
    test:
      test &&
      (async ({ connection, signal, ...context }) => {
        const account = open(connection);
        const http = withinHostLimits(context.http, { ...context, attended: true });
        const tried = () => test({ ...ways(account, http), signal });
        return { message: await hidingSecrets(account.hide, tried), account: undefined };
      }),
  };
}

type OpenAccount = (connection: ConnectionValues | undefined) => Account;

interface Code {
  manifest: Manifest;
  open: OpenAccount;
  call: CallWithAccount;
}

function actionOf(
  { manifest, open, call }: Code,
  shown: ConnectorInfo['actions'][number],
  { repeat }: ConnectorAction,
  run: CodeRun,
): Action {
  return {
    ...shown,
    check: (input) => checkedInput(shown, input),
    run: async ({ connection, http, refresh, ...given }) => {
      let account = open(connection);
      const { input, files, store, idempotencyKey, signal, limits, attended, recorder } = given;
      const limited = withinHostLimits(http, { limits, attended });
      const context: CodeContext = {
        ...{ ...ways(account, limited), input, files, store, idempotencyKey, signal },
        call: (request) =>
          call(request, {
            ...{ account, input: {}, http, files, key: idempotencyKey, signal },
            ...{ limits, attended, recorder },
            now: () => new Date(),
            sleep: async (ms, until) => {
              await wait(ms, undefined, { signal: until });
            },
            refresh: refresh && (async () => (account = open(await refresh()))),
          }),
      };
      const hide = (text: string): string => account.hide(text);
      return hidingSecrets(hide, async () => {
        try {
          return await run(context);
        } catch (error) {
          if (!(error instanceof CallInDoubt)) throw error;
          throw repeat.by === 'none' ? inDoubt(manifest, shown, error) : away(manifest, error);
        }
      });
    },
  };
}

function ways(account: Account, http: HttpClient): CodeAccount {
  return {
    account,
    trust: trustOfAccount(account),
    connect: (target) => http.connect(target),
  };
}

function inDoubt(manifest: Manifest, { label }: { label: string }, cause: CallInDoubt): AppError {
  const what = `${manifest.name} answered (${cause.message})`;
  return new AppError('CALL_IN_DOUBT', { step: label, what }, { cause });
}

function away({ name }: Manifest, cause: CallInDoubt): AppError {
  return new AppError('CALL_UNAVAILABLE', { app: name, reason: `${cause.message}.` }, { cause });
}

/** Kinds of sign-in that ask for something can be tried. */
function withTest(info: ConnectorInfo, testable: boolean): ConnectorInfo {
  const { auth = [] } = info;
  return {
    ...info,
    testable,
    auth: auth.map((kind) => ({ ...kind, testable: testable && kind.kind !== 'none' })),
  };
}

function withTrust(manifest: Manifest): Manifest {
  const own: readonly Field[] = manifest.connection ?? [];
  return { ...manifest, connection: [...own, ...TRUST_FIELDS] };
}

function requireSame(
  { id, actions = {} }: Manifest,
  runs: Readonly<Record<string, CodeRun>>,
): void {
  const bare = Object.keys(actions).find((action) => !Object.hasOwn(runs, action));
  if (bare !== undefined) throw invalid(id, `its action "${bare}" has no code`);
  const unknown = Object.keys(runs).find((action) => !Object.hasOwn(actions, action));
  if (unknown !== undefined) throw invalid(id, `its code has an action "${unknown}" of its own`);
  const twice = Object.entries(actions).find(
    ([, { request, steps }]) => request !== undefined || steps !== undefined,
  );
  if (twice !== undefined) throw invalid(id, `its action "${twice[0]}" is code and has requests`);
}

function invalid(id: string, reason: string): AppError {
  return new AppError('CONNECTOR_INVALID', { id, reason });
}
