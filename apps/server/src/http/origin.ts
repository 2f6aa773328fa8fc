import { isIP } from 'node:net';

/** What a browser says of where a call comes from. */
export interface CallOrigin {
  origin: string | undefined;
  fetchSite: string | undefined;
  host: string | undefined;
  /** Of this call, as the browser sees it. */
  scheme: 'http' | 'https';
}

export type OriginVerdict = 'own' | 'unknown' | 'foreign';

/**
 * Whether a call comes from a page of this server. `unknown`: the caller says nothing, as programs
 * that are not browsers do.
 *
 * A page is ours at the public URL, and at the address it was asked for when that is localhost or
 * an IP address. A name that merely points here is not: a stranger's name can be made to.
 */
export function judgeOrigin(call: CallOrigin, publicUrl: string): OriginVerdict {
  if (call.origin !== undefined) return isOwn(call.origin, call, publicUrl) ? 'own' : 'foreign';
  if (call.fetchSite === undefined) return 'unknown';
  return call.fetchSite === 'same-origin' || call.fetchSite === 'none' ? 'own' : 'foreign';
}

function isOwn(origin: string, { host, scheme }: CallOrigin, publicUrl: string): boolean {
  const page = URL.parse(origin);
  if (page === null || page.origin !== origin) return false;
  if (page.origin === URL.parse(publicUrl)?.origin) return true;
  return page.protocol === `${scheme}:` && page.host === host && isFixedName(page.hostname);
}

function isFixedName(hostname: string): boolean {
  return hostname === 'localhost' || isIP(hostname.replace(/^\[|\]$/g, '')) !== 0;
}
