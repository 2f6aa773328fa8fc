import { lookup as systemLookup, type LookupAddress } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { createSecureContext, rootCertificates } from 'node:tls';
import { AppError } from '@millrace/model';
import { buildConnector } from 'undici';
import type { AddressPolicy } from './addresses.ts';
import { certificateOf, distrustOf, untrusted, type ShownCertificate } from './certificate.ts';
import { plainFingerprint, type Trust } from './trust.ts';

/** Resolves a host to all its addresses. */
export type ResolveAll = (host: string) => Promise<LookupAddress[]>;

const CONNECT_TIMEOUT_MS = 5_000;

/**
 * Opens connections only to addresses the policy allows. Every address a name resolves to is
 * checked, the socket is given exactly those, and where it ended is checked again: a name that
 * resolves differently the second time gains nothing.
 *
 * A certificate is accepted when the system or an authority of `trust` vouches for it. With a
 * fingerprint, it is the only one that is accepted, and by itself enough.
 */
export function guardedConnector(
  policy: AddressPolicy,
  resolve: ResolveAll = resolveAll,
  trust: Trust = {},
): buildConnector.connector {
  const { ca, fingerprint, client } = trust;
  const lookup = guardedLookup(policy, resolve);
  const common = { timeout: CONNECT_TIMEOUT_MS, allowH2: false, lookup };
  // Made once: reading all authorities takes longer than a handshake.
  const authorities =
    ca === undefined && client === undefined
      ? {}
      : {
          secureContext: createSecureContext({
            ...(ca === undefined ? {} : { ca: [...rootCertificates, ca] }),
            ...client,
          }),
        };
  // Nothing is sent before the fingerprint is compared. A resumed session would show no certificate.
  const pinned = { rejectUnauthorized: ca !== undefined, maxCachedSessions: 0 };
  const connect = buildConnector({
    ...common,
    ...authorities,
    ...(fingerprint === undefined ? {} : pinned),
  });
  const look = buildConnector({ ...common, rejectUnauthorized: false, maxCachedSessions: 0 });
  return (options, callback) => {
    connect(options, (...result) => {
      const [error, socket] = result;
      if (error !== null) return explained(look, policy, options, error, callback);
      const address = socket.remoteAddress ?? '';
      const refusal = policy.allows(options.hostname, address)
        ? pinRefusal(options, fingerprint, socket)
        : blocked(options.hostname, address);
      if (refusal === undefined) return callback(null, socket);
      socket.destroy();
      callback(refusal, null);
    });
  };
}

/** The certificate is read from another connection, which sends nothing: a refused one is gone. */
function explained(
  look: buildConnector.connector,
  policy: AddressPolicy,
  options: buildConnector.Options,
  error: Error,
  callback: buildConnector.Callback,
): void {
  const reason = distrustOf(error);
  if (reason === undefined) return callback(error, null);
  look(options, (...[failure, socket]) => {
    if (failure !== null) return callback(error, null);
    const isOpen = policy.allows(options.hostname, socket.remoteAddress ?? '');
    const certificate: ShownCertificate = certificateOf(isOpen ? socket : undefined);
    socket.destroy();
    callback(untrusted(options.hostname, reason, certificate), null);
  });
}

function pinRefusal(
  { protocol, hostname }: buildConnector.Options,
  fingerprint: string | undefined,
  socket: unknown,
): AppError | undefined {
  if (fingerprint === undefined || protocol !== 'https:') return undefined;
  const shown = certificateOf(socket);
  if (plainFingerprint(shown.fingerprint) === fingerprint) return undefined;
  return untrusted(hostname, 'it is not the one that the connection names', shown);
}

/** Looks names up, and gives their addresses only when the policy allows all of them. */
export function guardedLookup(policy: AddressPolicy, resolve: ResolveAll): LookupFunction {
  return (host, options, callback) => {
    checkedAddresses(policy, resolve, host).then(
      (addresses) => {
        const [first] = addresses;
        if (options.all === true) callback(null, addresses);
        else callback(null, first?.address ?? '', first?.family);
      },
      (error: unknown) => callback(asError(error), '', 0),
    );
  };
}

/** The addresses of a host, when the policy allows all of them. Throws EGRESS_BLOCKED. */
export async function checkedAddresses(
  policy: AddressPolicy,
  resolve: ResolveAll,
  host: string,
): Promise<LookupAddress[]> {
  const addresses = await resolve(host);
  if (addresses.length === 0) throw Object.assign(new Error(host), { code: 'ENOTFOUND' });
  const refused = addresses.find(({ address }) => !policy.allows(host, address));
  if (refused !== undefined) throw blocked(host, refused.address);
  return addresses;
}

/** The error of an address that is closed. */
export function blocked(host: string, address: string): AppError {
  return new AppError('EGRESS_BLOCKED', { host, address });
}

/** The system's resolver. */
export function resolveAll(host: string): Promise<LookupAddress[]> {
  return new Promise((resolve, reject) => {
    systemLookup(host, { all: true }, (error, addresses) => {
      if (error === null) resolve(addresses);
      else reject(error);
    });
  });
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
