import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { addressList } from '../config/address-list.ts';
import { addressOf, hostOf, schemeOf } from './forwarded.ts';

const PROXIES = addressList(['10.0.0.0/8', '::1']);

function request(peer: string, headers: Record<string, string> = {}): IncomingMessage {
  const socket = new Socket();
  Object.defineProperty(socket, 'remoteAddress', { value: peer });
  const message = new IncomingMessage(socket);
  Object.assign(message.headers, { host: 'own:4400', ...headers });
  return message;
}

describe('the address of a call', () => {
  it.each([
    ['203.0.113.9', '198.51.100.1', '203.0.113.9'],
    ['10.0.0.1', '198.51.100.1', '198.51.100.1'],
    ['10.0.0.1', '1.2.3.4, 198.51.100.1', '198.51.100.1'],
    ['10.0.0.1', '198.51.100.1, 10.9.9.9', '198.51.100.1'],
    ['::ffff:10.0.0.1', '198.51.100.1:4711', '198.51.100.1'],
    ['::1', '[2001:db8::1]:4711', '2001:db8::1'],
    ['10.0.0.1', 'unknown', '10.0.0.1'],
    ['10.0.0.1', '1.2.3.4, <script>', '10.0.0.1'],
    ['10.0.0.1', '10.0.0.2, 10.0.0.3', '10.0.0.2'],
    ['10.0.0.1', '', '10.0.0.1'],
  ])('from %s that says "%s" is %s', (peer, said, address) => {
    expect(addressOf(request(peer, { 'x-forwarded-for': said }), PROXIES)).toBe(address);
  });
});

describe('scheme and host', () => {
  const said = { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'flows.example.com' };

  it('are what a trusted proxy says', () => {
    const call = request('10.0.0.1', said);
    expect([schemeOf(call, PROXIES), hostOf(call, PROXIES)]).toEqual([
      'https',
      'flows.example.com',
    ]);
  });

  it('are those of the connection when somebody else says something', () => {
    const call = request('203.0.113.9', said);
    expect([schemeOf(call, PROXIES), hostOf(call, PROXIES)]).toEqual(['http', 'own:4400']);
  });
});

describe('the list of proxies', () => {
  it.each(['10.0.0.0/33', '10.0.0', 'proxy.local', '10.0.0.0/8/8', '10.0.0.1/', '::1/129'])(
    'refuses "%s", and says why',
    (part) => {
      expect(() => addressList([part])).toThrow('neither an IP address nor a network');
    },
  );
});
