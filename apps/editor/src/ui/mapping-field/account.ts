import type { Field, KeptShape, Mapping } from '@millrace/model';
import { createContext, useContext } from 'react';

/** The account that a step works with, for the fields whose choices or members it defines. */
export interface Account {
  /** The application's name. */
  application: string;
  /** The id of the connection; undefined without one. */
  connection: string | undefined;
  /** Why the account cannot be asked, with what to do; undefined when it can. */
  blocked: string | undefined;
  /** The inputs of the step, which lists and shapes may depend on. */
  input: Readonly<Record<string, Mapping>>;
  fields: readonly Field[];
  /** The fields the step keeps, by the key of the input field. */
  kept: Readonly<Record<string, KeptShape>>;
  /** Keeps fields with the step, as an edit of its own. */
  keep: (key: string, fields: readonly Field[]) => void;
  /** Keeps fields with the step in the edit that follows at once. */
  keepWithEdit: (key: string, fields: readonly Field[]) => void;
  /** Keeps fields that arrive because what they depend on was changed; others are only shown. */
  keepAwaited: (key: string, fields: readonly Field[]) => void;
}

const NOWHERE: Account = {
  application: 'the application',
  connection: undefined,
  blocked: 'There is no account to choose from here.',
  input: {},
  fields: [],
  kept: {},
  keep: () => undefined,
  keepWithEdit: () => undefined,
  keepAwaited: () => undefined,
};

export const AccountContext = createContext<Account>(NOWHERE);

export function useAccount(): Account {
  return useContext(AccountContext);
}
