import { BlockList, isIP } from 'node:net';

/** Addresses and networks, to ask whether one is among them. */
export interface AddressList {
  has(address: string): boolean;
}

/** A list from addresses and CIDRs. Throws an Error that says which part is neither. */
export function addressList(parts: readonly string[]): AddressList {
  const list = new BlockList();
  for (const part of parts) add(list, part);
  return {
    has: (address) => {
      const version = isIP(address);
      return version !== 0 && list.check(address, version === 6 ? 'ipv6' : 'ipv4');
    },
  };
}

function add(list: BlockList, part: string): void {
  const [address = '', prefix, ...rest] = part.split('/');
  const version = isIP(address);
  const most = version === 6 ? 128 : 32;
  const bits = prefix === undefined ? most : Number(prefix);
  const isWhole = prefix === undefined || /^\d{1,3}$/.test(prefix);
  if (version === 0 || !isWhole || bits > most || rest.length > 0) {
    throw new Error(`"${part}" is neither an IP address nor a network such as 10.0.0.0/8`);
  }
  list.addSubnet(address, bits, version === 6 ? 'ipv6' : 'ipv4');
}
