import type { JsonObject, Use } from '@millrace/model';
import { accountInput } from './account-input.ts';
import type { Account } from './account.ts';

/** Where choices or fields are read, or why they cannot be, with what to do. */
export type AccountSource =
  { ready: true; connection: string; input: JsonObject } | { ready: false; why: string };

/** Where a list or shape of an account is read. */
export function accountSource(use: Use, account: Account): AccountSource {
  const { connection, blocked } = account;
  if (connection === undefined || blocked !== undefined) {
    return { ready: false, why: blocked ?? 'Choose a connection first.' };
  }
  const asked = accountInput(use, account.input, account.fields);
  if (asked.ok) return { ready: true, connection, input: asked.input };
  const names = asked.fields.map((label) => `“${label}”`).join(' and ');
  const why =
    asked.why === 'missing'
      ? `Choose ${names} first: what there is to choose depends on it.`
      : `${names} comes from the data, so what there is to choose is known only in a run.`;
  return { ready: false, why };
}
