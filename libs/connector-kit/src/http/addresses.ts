import { BlockList, isIP } from 'node:net';
import { AppError } from '@millrace/model';
import { canonicalAddress } from './embedded-address.ts';

/**
 * Which addresses outgoing calls may reach. Private and special-purpose ranges (IANA registries,
 * RFC 6890) are closed unless the operator names them; link-local ones, where clouds serve their
 * metadata, only when named exactly.
 */
export interface AddressPolicy {
  /** True when a call to this host may connect to this address. */
  allows(host: string, address: string): boolean;
}

const PRIVATE = rangesOf([
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
  // Everything outside 2000::/3: only that was ever given out for the public internet.
  ['::', 3],
  ['4000::', 2],
  ['8000::', 1],
  // Protocol assignments with Teredo, and documentation.
  ['2001::', 23],
  ['2001:db8::', 32],
  ['3fff::', 20],
]);

/** Link-local ranges, and where Oracle, Azure, Alibaba and AWS (IPv6) serve metadata besides. */
const METADATA = rangesOf([
  ['169.254.0.0', 16],
  ['192.0.0.192', 32],
  ['168.63.129.16', 32],
  ['100.100.100.200', 32],
  ['fe80::', 10],
  ['fd00:ec2::254', 128],
]);

/**
 * A policy from MILLRACE_EGRESS_ALLOW: CIDRs, addresses and host names. A name opens whatever it
 * resolves to, metadata excepted. Throws CONFIG_INVALID for an entry that is none of these.
 */
export function addressPolicy(allow: readonly string[]): AddressPolicy {
  const ranges = emptyRanges();
  const exact = new Set<string>();
  for (const entry of allow) {
    if (entry.includes('/')) addRange(ranges, entry);
    else exact.add(exactEntry(entry));
  }
  return {
    allows(host, address) {
      const plain = canonicalAddress(address);
      if (plain === undefined) return false;
      if (contains(METADATA, plain)) return exact.has(plain);
      if (!contains(PRIVATE, plain) || contains(ranges, plain)) return true;
      return exact.has(plain) || exact.has(trimHost(host));
    },
  };
}

/** True for an address in a private or special-purpose range; false for what is no address. */
export function isPrivateAddress(address: string): boolean {
  const plain = canonicalAddress(address);
  return plain !== undefined && (contains(PRIVATE, plain) || contains(METADATA, plain));
}

/** A host as it is compared: lower case, without brackets and the root's dot. */
export function trimHost(host: string): string {
  return host
    .toLowerCase()
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '');
}

function addRange(ranges: Ranges, entry: string): void {
  const [address = '', prefix = '', ...rest] = entry.split('/');
  const family = isIP(address);
  const most = family === 6 ? 128 : 32;
  if (family === 0 || rest.length > 0 || !/^\d{1,3}$/.test(prefix) || Number(prefix) > most) {
    throw notAnEntry(entry);
  }
  add(ranges, address, Number(prefix));
}

function exactEntry(entry: string): string {
  const host = trimHost(entry);
  const address = canonicalAddress(host);
  if (address !== undefined) return address;
  // The URL parser spells a name as it will later spell the name of a call: punycode, lower case.
  const name = URL.parse(`http://${host}/`)?.hostname;
  if (name === undefined || !/^[a-z\d._-]+$/.test(name) || host.includes(':')) {
    throw notAnEntry(entry);
  }
  return name;
}

function notAnEntry(entry: string): AppError {
  const reason = `"${entry}" is not an address, a range such as 10.0.0.0/8, or a host name`;
  return new AppError('CONFIG_INVALID', { name: 'MILLRACE_EGRESS_ALLOW', reason });
}

/** One list would not do: an IPv4 address also counts as inside ranges around ::ffff:0:0/96. */
interface Ranges {
  v4: BlockList;
  v6: BlockList;
}

function emptyRanges(): Ranges {
  return { v4: new BlockList(), v6: new BlockList() };
}

function rangesOf(list: readonly (readonly [address: string, prefix: number])[]): Ranges {
  const ranges = emptyRanges();
  for (const [address, prefix] of list) add(ranges, address, prefix);
  return ranges;
}

function add(ranges: Ranges, address: string, prefix: number): void {
  if (isIP(address) === 6) ranges.v6.addSubnet(address, prefix, 'ipv6');
  else ranges.v4.addSubnet(address, prefix, 'ipv4');
}

function contains(ranges: Ranges, address: string): boolean {
  return isIP(address) === 6 ? ranges.v6.check(address, 'ipv6') : ranges.v4.check(address, 'ipv4');
}
