import { AppError } from '@millrace/model';
import type { Account } from './account.ts';
import { matchesHost } from './host-pattern.ts';

/** The value of an account that names the hosts its credentials may go to. */
const HOSTS = 'hosts';

/**
 * True for an address on a host that the account names: hosts separated by commas, exact or `*.domain`, with
 * their port where it is not the usual one. `http://` in front allows calls that nobody encrypts.
 */
export function isNamedHost({ texts }: Account, { protocol, host }: URL): boolean {
  return (texts[HOSTS] ?? '').split(',').some((entry) => {
    const [, scheme = 'https', pattern = ''] = ENTRY.exec(entry) ?? [];
    return `${scheme.toLowerCase()}:` === protocol && matchesHost(pattern.toLowerCase(), host);
  });
}

const ENTRY = /^\s*(?:(https?):\/\/)?([^\s/]+)\/?\s*$/i;

/**
 * Refuses an address on a host that the account does not name. An account that names none may be used with
 * every host. Throws HOST_NOT_ALLOWED.
 */
export function requireNamedHost(account: Account, address: string): void {
  const { name, texts } = account;
  const url = URL.parse(address);
  // What is no address is refused where it is called.
  if ((texts[HOSTS] ?? '').trim() === '' || url === null || isNamedHost(account, url)) return;
  const host = url.protocol === 'http:' ? url.origin : url.host;
  const hint = `Nothing was sent. If its credentials may go there, add ${host} to the hosts of the connection; otherwise choose another connection in the step, or none.`;
  throw new AppError('HOST_NOT_ALLOWED', { app: `connection "${name}"`, host }, { hint });
}
