import { BlockList, isIP } from 'node:net';

/**
 * Which addresses outgoing calls may reach. Private and special-purpose ranges (IANA registries,
 * RFC 6890) are closed unless the operator names them; link-local ones, where clouds serve their
 * metadata, only when named exactly.
 */
export interface AddressPolicy {
  /** True when a call to this host may connect to this address. */
  allows(host: string, address: string): boolean;
}

const PRIVATE_V4 = [
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
] as const;
/** Azure's and Alibaba's metadata services stand on addresses of other ranges. */
const METADATA_V4 = [
  ['169.254.0.0', 16],
  ['168.63.129.16', 32],
  ['100.100.100.200', 32],
] as const;
const PRIVATE_V6 = [
  ['::', 96],
  ['64:ff9b:1::', 48],
  ['100::', 64],
  ['2001::', 23],
  ['2001:db8::', 32],
  ['fc00::', 7],
  ['ff00::', 8],
] as const;
const METADATA_V6 = [
  ['fe80::', 10],
  ['fd00:ec2::254', 128],
] as const;

const PRIVATE = blockList(PRIVATE_V4, PRIVATE_V6);
const METADATA = blockList(METADATA_V4, METADATA_V6);

/**
 * A policy from MILLRACE_EGRESS_ALLOW: CIDRs, addresses and host names. A name opens whatever it
 * resolves to. Throws RangeError for a CIDR that is not one.
 */
export function addressPolicy(allow: readonly string[]): AddressPolicy {
  const ranges = new BlockList();
  const exact = new Set<string>();
  for (const entry of allow) {
    const [address = '', prefix] = entry.toLowerCase().split('/');
    const family = isIP(address);
    if (prefix !== undefined && family !== 0) {
      ranges.addSubnet(address, Number(prefix), family === 6 ? 'ipv6' : 'ipv4');
    } else exact.add(trimHost(address));
  }
  return {
    allows(host, address) {
      const plain = embeddedV4(address) ?? address;
      const named = exact.has(trimHost(host)) || exact.has(plain);
      if (contains(METADATA, plain)) return exact.has(plain);
      return !contains(PRIVATE, plain) || named || contains(ranges, plain);
    },
  };
}

/** A host as it is compared: lower case, without brackets and the root's dot. */
export function trimHost(host: string): string {
  return host
    .toLowerCase()
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '');
}

function blockList(
  v4: readonly (readonly [string, number])[],
  v6: readonly (readonly [string, number])[],
): BlockList {
  const list = new BlockList();
  for (const [address, prefix] of v4) list.addSubnet(address, prefix, 'ipv4');
  for (const [address, prefix] of v6) list.addSubnet(address, prefix, 'ipv6');
  return list;
}

function contains(list: BlockList, address: string): boolean {
  const family = isIP(address);
  // What is not an address cannot be judged, so it counts as listed.
  if (family === 0) return list !== PRIVATE ? false : true;
  return list.check(address, family === 6 ? 'ipv6' : 'ipv4');
}

/**
 * The IPv4 address inside an IPv6 one: mapped (::ffff:0:0/96), compatible (::/96), NAT64
 * (64:ff9b::/96) and 6to4 (2002::/16).
 */
function embeddedV4(address: string): string | undefined {
  if (isIP(address) !== 6) return undefined;
  const groups = expand(address);
  if (groups === undefined) return undefined;
  const [a = 0, b = 0, c = 0] = groups;
  if (a === 0x2002) return dotted(b, c);
  const middle = groups.slice(2, 6).every((group) => group === 0);
  const nat64 = a === 0x64 && b === 0xff9b && middle;
  const low = a === 0 && b === 0 && groups.slice(2, 5).every((group) => group === 0);
  const mapped = low && groups[5] === 0xffff;
  const compatible = low && groups[5] === 0 && (groups[6] ?? 0) !== 0;
  return nat64 || mapped || compatible ? dotted(groups[6] ?? 0, groups[7] ?? 0) : undefined;
}

function dotted(high: number, low: number): string {
  return [high >> 8, high & 0xff, low >> 8, low & 0xff].join('.');
}

/** The eight groups of an IPv6 address. */
function expand(address: string): number[] | undefined {
  const text = address.split('%', 1)[0] ?? '';
  const withHex = text.replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_, ...parts: string[]) => {
    const [p = 0, q = 0, r = 0, s = 0] = parts.slice(0, 4).map(Number);
    return `${((p << 8) | q).toString(16)}:${((r << 8) | s).toString(16)}`;
  });
  const [head = '', tail] = withHex.split('::');
  const read = (part: string) => (part === '' ? [] : part.split(':').map((g) => parseInt(g, 16)));
  const start = read(head);
  const end = tail === undefined ? [] : read(tail);
  const gap = tail === undefined ? 0 : 8 - start.length - end.length;
  const groups = [...start, ...Array.from({ length: Math.max(0, gap) }, () => 0), ...end];
  return groups.length === 8 ? groups : undefined;
}
