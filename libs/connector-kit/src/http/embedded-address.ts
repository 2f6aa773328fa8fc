import { isIP } from 'node:net';

/**
 * An address in the form to judge it by: one spelling, no zone, and where an IPv6 address carries
 * an IPv4 one (mapped, compatible, NAT64, 6to4) that IPv4 address, because traffic ends there.
 * Undefined for what is no address.
 */
export function canonicalAddress(address: string): string | undefined {
  const plain = address.split('%', 1)[0] ?? '';
  if (isIP(plain) === 4) return plain;
  // The URL parser has the one spelling of IPv6 addresses (RFC 5952), in hexadecimal throughout.
  const hostname = isIP(plain) === 6 ? URL.parse(`http://[${plain}]/`)?.hostname : undefined;
  if (hostname === undefined) return undefined;
  const spelled = hostname.slice(1, -1);
  return embeddedV4(groupsOf(spelled)) ?? spelled;
}

const CARRIERS: readonly { starts: readonly number[]; at: number }[] = [
  { starts: [0, 0, 0, 0, 0, 0xffff], at: 6 },
  { starts: [0x64, 0xff9b, 0, 0, 0, 0], at: 6 },
  { starts: [0x2002], at: 1 },
];

function embeddedV4(groups: readonly number[]): string | undefined {
  const carrier = CARRIERS.find(({ starts }) => starts.every((group, i) => groups[i] === group));
  const at = carrier?.at ?? (isCompatible(groups) ? 6 : undefined);
  return at === undefined ? undefined : dotted(groups[at] ?? 0, groups[at + 1] ?? 0);
}

/** ::a.b.c.d, but not :: and ::1. */
function isCompatible(groups: readonly number[]): boolean {
  return groups.slice(0, 6).every((group) => group === 0) && groups[6] !== 0;
}

function dotted(high: number, low: number): string {
  return [high >> 8, high & 0xff, low >> 8, low & 0xff].join('.');
}

/** The eight groups of an IPv6 address. */
function groupsOf(address: string): number[] {
  const [head = '', tail = ''] = address.split('::');
  const read = (part: string) => (part === '' ? [] : part.split(':').map((g) => parseInt(g, 16)));
  const start = read(head);
  const end = read(tail);
  return [...start, ...Array.from({ length: 8 - start.length - end.length }, () => 0), ...end];
}
