import { AppError, type Manifest } from '@millrace/model';
import type { Account } from './account.ts';
import { matchesHost } from './host-pattern.ts';

/** Where a request goes: the address as it is, and as it is shown, with secrets as their names. */
export interface ServerAddress {
  real: string;
  shown: string;
}

const NAME = /\{([a-z][a-z0-9_]*)\}/g;
/** By the account, which belongs to one manifest and never changes: each request asks for its address twice. */
const addresses = new WeakMap<Account, Map<string, ServerAddress>>();
const HOST_PART = /^[\w.-]{1,253}$/;

/**
 * The base address of a server for an account. Values in the host part are letters, digits, dots and
 * hyphens only, so that none can lead elsewhere. Throws CONNECTION_INVALID.
 */
export function serverAddress(manifest: Manifest, account: Account, id: string): ServerAddress {
  const known = addresses.get(account) ?? new Map<string, ServerAddress>();
  const address = known.get(id) ?? filledServer(manifest, account, id);
  addresses.set(account, known.set(id, address));
  return address;
}

function filledServer(manifest: Manifest, account: Account, id: string): ServerAddress {
  const text = account.auth.servers?.[id] ?? manifest.servers?.[id] ?? '';
  const takesBase = id === 'api' && !text.includes('{base_url}');
  const own = takesBase ? (account.texts['base_url'] ?? '') : '';
  const template = own === '' ? text : '{base_url}';
  return fillAddress(template, account, text);
}

/**
 * An address with {name} of the account's values filled in. Values in the host part are letters,
 * digits, dots and hyphens only; a value that begins the address is one itself. Throws
 * CONNECTION_INVALID.
 */
export function fillAddress(template: string, account: Account, text = template): ServerAddress {
  const [, authority = ''] = /^[a-z]+:\/\/([^/]*)/i.exec(template) ?? [];
  const real = template.replaceAll(NAME, (hole, name: string, at: number) => {
    const value = account.texts[name] ?? '';
    const inHost =
      at > 0 && at < template.indexOf(authority) + authority.length && authority !== '';
    if (value === '' || (inHost && !HOST_PART.test(value))) throw unusable(account, hole, inHost);
    return at === 0 ? value.replace(/\/+$/, '') : value;
  });
  if (!/^https?:\/\/[^/?#@\\\s]+(?:[/?][^#\\\s]*)?$/i.test(real))
    throw unusable(account, text, false);
  const shown = template.replaceAll(NAME, (hole, name: string, at: number) => {
    if (account.secretNames.has(name)) return hole;
    const value = account.texts[name] ?? '';
    return at === 0 ? value.replace(/\/+$/, '') : value;
  });
  return { real, shown };
}

function unusable(account: Account, what: string, inHost: boolean): AppError {
  const reason = inHost
    ? `${what} in the address of the application takes letters, digits, dots and hyphens`
    : `the address of the application, ${what}, is not complete: a value is missing or no address`;
  return new AppError('CONNECTION_INVALID', { connection: account.name, reason });
}

/** True for a host that a connection's secrets may go to: those of its servers, and those the manifest names. */
export function isAllowedHost(manifest: Manifest, account: Account, host: string): boolean {
  const ids = Object.keys({ ...manifest.servers, ...account.auth.servers });
  const own = ids.some((id) => hostOf(manifest, account, id) === host);
  return own || (manifest.hosts ?? []).some((pattern) => matchesHost(pattern, host));
}

function hostOf(manifest: Manifest, account: Account, id: string): string | undefined {
  return known(manifest, account, id)?.host;
}

/** The origin of a server; undefined while what its address needs is not known. */
export function originOf(manifest: Manifest, account: Account, id: string): string | undefined {
  return known(manifest, account, id)?.origin;
}

/** The host that a request goes to, with its port. Throws CONNECTION_INVALID. */
export function hostOfRequest(
  manifest: Manifest,
  account: Account,
  { server, url }: { server: string | undefined; url: string },
): string {
  const address = server === undefined ? url : serverAddress(manifest, account, server).real;
  const [, host = ''] = AUTHORITY.exec(address) ?? [];
  return host.toLowerCase();
}

const AUTHORITY = /^https?:\/\/([^/?#]*)/i;

function known(manifest: Manifest, account: Account, id: string): URL | undefined {
  try {
    return URL.parse(serverAddress(manifest, account, id).real) ?? undefined;
  } catch {
    return undefined;
  }
}
