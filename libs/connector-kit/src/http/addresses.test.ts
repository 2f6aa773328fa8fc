import { describe, expect, it } from 'vitest';
import { addressPolicy } from './addresses.ts';
import { canonicalAddress } from './embedded-address.ts';

const CLOSED = [
  '0.0.0.0',
  '10.0.0.1',
  '100.64.0.1',
  '127.0.0.1',
  '127.255.255.254',
  '169.254.169.254',
  '169.254.170.2',
  '172.16.0.1',
  '172.31.255.255',
  '192.0.0.192',
  '192.0.2.1',
  '192.168.1.1',
  '198.18.0.1',
  '198.51.100.7',
  '203.0.113.7',
  '224.0.0.1',
  '240.0.0.1',
  '255.255.255.255',
  '100.100.100.200',
  '168.63.129.16',
  '::',
  '::1',
  '0:0:0:0:0:0:0:1',
  '::ffff:127.0.0.1',
  '::ffff:a9fe:a9fe',
  '::127.0.0.1',
  '64:ff9b::a9fe:a9fe',
  '64:ff9b::10.0.0.1',
  '64:ff9b:1::',
  '100::1',
  '2001::1',
  '2001:db8::1',
  '2002:7f00:1::',
  '2002:a9fe:a9fe::1',
  '3fff::1',
  '4000::1',
  'fc00::1',
  'fd00:ec2::254',
  'fe80::1',
  'fe80::1%eth0',
  'fec0::1',
  'ff02::1',
  'not an address',
  '',
];

const OPEN = [
  '1.1.1.1',
  '8.8.8.8',
  '100.63.255.255',
  '100.128.0.0',
  '172.15.255.255',
  '172.32.0.0',
  '192.169.0.1',
  '223.255.255.255',
  '2606:4700:4700::1111',
  '2a00:1450:4001:80b::200e',
  '::ffff:8.8.8.8',
  '64:ff9b::8.8.8.8',
  '2002:808:808::1',
];

describe('the addresses that calls may reach', () => {
  it.each(CLOSED)('are not %s', (address) => {
    expect(addressPolicy([]).allows('example.com', address)).toBe(false);
  });

  it.each(OPEN)('are those of the public internet, like %s', (address) => {
    expect(addressPolicy([]).allows('example.com', address)).toBe(true);
  });

  it.each([
    ['10.0.0.0/8', '10.1.2.3'],
    ['10.0.0.0/8', '::ffff:10.1.2.3'],
    ['127.0.0.1', '127.0.0.1'],
    ['::1', '0:0:0:0:0:0:0:1'],
    ['[::1]', '::1'],
    ['fd00::/8', 'fd12::1'],
    ['169.254.169.254', '169.254.169.254'],
    ['0.0.0.0/0', '192.168.1.1'],
  ])('are opened by %s for %s', (entry, address) => {
    expect(addressPolicy([entry]).allows('erp', address)).toBe(true);
  });

  it.each([
    ['10.0.0.0/8', '192.168.1.1'],
    ['127.0.0.1', '127.0.0.2'],
    ['169.254.0.0/16', '169.254.169.254'],
    ['0.0.0.0/0', '169.254.169.254'],
    ['::/0', 'fd00:ec2::254'],
    ['::/0', 'fe80::1'],
  ])('are not opened by %s for %s', (entry, address) => {
    expect(addressPolicy([entry]).allows('erp', address)).toBe(false);
  });

  it('are opened for a name, however it is written, but only for that name', () => {
    const policy = addressPolicy(['ERP.internal.', 'bücher.lan']);
    expect(policy.allows('erp.internal', '10.0.0.9')).toBe(true);
    expect(policy.allows('erp.internal.', '10.0.0.9')).toBe(true);
    expect(policy.allows('xn--bcher-kva.lan', '10.0.0.9')).toBe(true);
    expect(policy.allows('crm.internal', '10.0.0.9')).toBe(false);
  });

  it('stay closed for metadata, even for a name that is open', () => {
    expect(addressPolicy(['erp']).allows('erp', '169.254.169.254')).toBe(false);
  });

  it.each(['10.0.0.0/33', '10.0.0.0/', 'erp/8', '10.0.0.0/8/8', 'erp:80', 'a b', '*.lan', ''])(
    'cannot be named "%s": the start is refused with the setting named',
    (entry) => {
      expect(() => addressPolicy([entry])).toThrow(
        expect.objectContaining({
          code: 'CONFIG_INVALID',
          message: expect.stringContaining('MILLRACE_EGRESS_ALLOW is not right') as string,
        }),
      );
    },
  );
});

describe('an address that carries another', () => {
  it.each([
    ['::ffff:7f00:1', '127.0.0.1'],
    ['::FFFF:127.0.0.1', '127.0.0.1'],
    ['64:ff9b::1.2.3.4', '1.2.3.4'],
    ['2002:102:304:5::6', '1.2.3.4'],
    ['::1.2.3.4', '1.2.3.4'],
    ['fe80::1%eth0', 'fe80::1'],
    ['2606:4700:0:0:0:0:0:1', '2606:4700::1'],
    ['::1', '::1'],
    ['::', '::'],
  ])('%s is judged as %s', (address, judged) => {
    expect(canonicalAddress(address)).toBe(judged);
  });
});
