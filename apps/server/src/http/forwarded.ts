import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { AddressList } from '../config/address-list.ts';

/*
 * What a call says of itself through proxies. X-Forwarded headers are whatever their sender writes:
 * they count only from proxies of MILLRACE_TRUSTED_PROXIES.
 */

/**
 * The address a call came from: the other end of the connection, or behind trusted proxies the last
 * hop of X-Forwarded-For that is not one of them.
 */
export function addressOf(request: IncomingMessage, trusted: AddressList): string {
  const peer = plain(request.socket.remoteAddress ?? 'unknown');
  const hops = listOf(request, 'x-forwarded-for').map(plain);
  let address = peer;
  while (trusted.has(address)) {
    const hop = hops.pop();
    // Something unreadable was written by the hop before: that one is as far as anybody knows.
    if (hop === undefined || isIP(hop) === 0) break;
    address = hop;
  }
  return address;
}

/** The scheme that the caller used. */
export function schemeOf(request: IncomingMessage, trusted: AddressList): 'http' | 'https' {
  const told = toldBy(request, trusted, 'x-forwarded-proto')?.toLowerCase();
  if (told === 'http' || told === 'https') return told;
  return request.socket instanceof TLSSocket ? 'https' : 'http';
}

/** The host that the caller asked for. */
export function hostOf(request: IncomingMessage, trusted: AddressList): string | undefined {
  return toldBy(request, trusted, 'x-forwarded-host') ?? request.headers.host;
}

/** The last value: the one the proxy next to us wrote or let stand. */
function toldBy(request: IncomingMessage, trusted: AddressList, name: string): string | undefined {
  if (!trusted.has(plain(request.socket.remoteAddress ?? ''))) return undefined;
  return listOf(request, name).at(-1);
}

function listOf({ headers }: IncomingMessage, name: string): string[] {
  const value = headers[name];
  const text = Array.isArray(value) ? value.join(',') : (value ?? '');
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

/** IPv4 inside IPv6 as IPv4, without a port and without brackets. */
function plain(address: string): string {
  const bare = /^\[(.+)\](?::\d+)?$/.exec(address)?.[1] ?? address;
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(bare)?.[1] ?? bare;
  return /^(\d+\.\d+\.\d+\.\d+):\d+$/.exec(mapped)?.[1] ?? mapped;
}
