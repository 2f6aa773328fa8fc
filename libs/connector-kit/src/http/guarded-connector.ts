import { lookup as systemLookup, type LookupAddress } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { AppError } from '@millrace/model';
import { buildConnector } from 'undici';
import type { AddressPolicy } from './addresses.ts';

/** Resolves a host to all its addresses. */
export type ResolveAll = (host: string) => Promise<LookupAddress[]>;

const CONNECT_TIMEOUT_MS = 5_000;

/**
 * Opens connections only to addresses the policy allows. Every address a name resolves to is
 * checked, the socket is given exactly those, and where it ended is checked again: a name that
 * resolves differently the second time gains nothing.
 */
export function guardedConnector(
  policy: AddressPolicy,
  resolve: ResolveAll = resolveAll,
): buildConnector.connector {
  const lookup: LookupFunction = (host, options, callback) => {
    checkedAddresses(policy, resolve, host).then(
      (addresses) => {
        const [first] = addresses;
        if (options.all === true) callback(null, addresses);
        else callback(null, first?.address ?? '', first?.family);
      },
      (error: unknown) => callback(asError(error), '', 0),
    );
  };
  const connect = buildConnector({ timeout: CONNECT_TIMEOUT_MS, allowH2: false, lookup });
  return (options, callback) => {
    connect(options, (...result) => {
      const [error, socket] = result;
      if (error !== null) return callback(error, null);
      const address = socket.remoteAddress ?? '';
      if (policy.allows(options.hostname, address)) return callback(null, socket);
      socket.destroy();
      callback(blocked(options.hostname, address), null);
    });
  };
}

async function checkedAddresses(
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

function resolveAll(host: string): Promise<LookupAddress[]> {
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
