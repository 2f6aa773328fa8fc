import type { Auth, Manifest } from '@millrace/model';
import { hostPart } from '../slices/slice.ts';

/**
 * The hosts that credentials of a connector can go to, as they are written: with the {names} of values of the
 * connection, and as patterns such as `*.example.com`. Sorted, each once.
 */
export function hostsOf(manifest: Manifest): string[] {
  const addresses = [
    ...Object.values(manifest.servers ?? {}),
    ...Object.values(manifest.auth).flatMap(addressesOf),
  ];
  return [...new Set([...addresses.map(hostPart), ...(manifest.hosts ?? [])])].sort();
}

function addressesOf(auth: Auth): string[] {
  const servers = Object.values(auth.servers ?? {});
  if (auth.kind !== 'oauth2') return servers;
  const { token, authorize, refresh } = auth;
  return [...servers, token.url, authorize?.url, refresh?.url].filter(
    (address) => address !== undefined,
  );
}
