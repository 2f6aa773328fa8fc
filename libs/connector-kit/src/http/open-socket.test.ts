import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { createServer as createTlsServer, TLSSocket } from 'node:tls';
import { X509Certificate } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AUTHORITY, SELF_SIGNED, SIGNED } from './certificates.testing.ts';
import { createHttpClient, type HttpClient } from './http-client.ts';

const open: HttpClient = createHttpClient({ allow: ['127.0.0.1'] });
const closed: HttpClient = createHttpClient({ allow: [] });
const PIN = new X509Certificate(SELF_SIGNED.cert).fingerprint256.replaceAll(':', '').toLowerCase();

let plain: Server;
let signed: Server;
let selfSigned: Server;
let connections = 0;

beforeAll(async () => {
  plain = createServer((socket) => {
    connections += 1;
    socket.on('error', () => undefined);
    socket.end('hello');
  });
  signed = createTlsServer(SIGNED, (socket) => socket.end('hello'));
  selfSigned = createTlsServer(SELF_SIGNED, (socket) => socket.end('hello'));
  for (const server of [plain, signed, selfSigned]) {
    server.on('tlsClientError', () => undefined);
    await once(server.listen(0, '127.0.0.1'), 'listening');
  }
});

afterAll(async () => {
  for (const server of [plain, signed, selfSigned]) server.close();
  await Promise.all([open.close(), closed.close()]);
});

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

async function said(client: HttpClient, server: Server, more = {}): Promise<string> {
  const socket = await client.connect({
    app: 'Mail',
    host: '127.0.0.1',
    port: portOf(server),
    ...more,
  });
  const [chunk] = (await once(socket, 'data')) as [Buffer];
  socket.destroy();
  return chunk.toString();
}

describe('a connection for another protocol', () => {
  it('opens where the operator allows it', async () => {
    expect(await said(open, plain)).toBe('hello');
  });

  it('is refused for a private address before anything is opened', async () => {
    const before = connections;
    await expect(said(closed, plain)).rejects.toMatchObject({ code: 'EGRESS_BLOCKED' });
    await expect(said(closed, plain, { host: 'localhost' })).rejects.toMatchObject({
      code: 'EGRESS_BLOCKED',
    });
    await expect(said(closed, plain, { host: '[::1]' })).rejects.toMatchObject({
      code: 'EGRESS_BLOCKED',
    });
    expect(connections).toBe(before);
  });

  it('is refused when one of the addresses of a name is private', async () => {
    const resolve = () =>
      Promise.resolve([
        { address: '93.184.216.34', family: 4 },
        { address: '127.0.0.1', family: 4 },
      ]);
    const client = createHttpClient({ allow: [], resolve });
    const host = 'mail.example.com';
    await expect(said(client, plain, { host })).rejects.toMatchObject({ code: 'EGRESS_BLOCKED' });
    await client.close();
  });

  it('says when nothing listens, and when the host is none', async () => {
    const free = createServer();
    await once(free.listen(0, '127.0.0.1'), 'listening');
    const port = portOf(free);
    await new Promise((resolve) => free.close(resolve));
    await expect(open.connect({ app: 'Mail', host: '127.0.0.1', port })).rejects.toThrow(
      'Mail did not answer as it should: nothing listens at its address.',
    );
    await expect(said(open, plain, { host: 'user@host/x' })).rejects.toMatchObject({
      code: 'CONNECTION_INVALID',
    });
  });

  it('ends with the signal of its caller', async () => {
    const caller = new AbortController();
    const idle = createServer();
    await once(idle.listen(0, '127.0.0.1'), 'listening');
    const target = { app: 'Mail', host: '127.0.0.1', port: portOf(idle), signal: caller.signal };
    const socket = await open.connect(target);
    const gone = new Promise((resolve) => socket.once('close', resolve));
    caller.abort();
    await gone;
    expect(socket.destroyed).toBe(true);
    await expect(open.connect(target)).rejects.toMatchObject({ code: 'CALL_UNAVAILABLE' });
    idle.close();
  });

  it('gives up on a server that never ends its handshake', async () => {
    const silent = createServer((socket) => socket.on('error', () => undefined));
    await once(silent.listen(0, '127.0.0.1'), 'listening');
    await expect(said(open, silent, { tls: {}, timeoutMs: 100 })).rejects.toThrow(
      'no connection came in time',
    );
    silent.close();
  });
});

describe('TLS of such a connection', () => {
  it('is refused with the certificate, when nobody vouches for it', async () => {
    await expect(said(open, signed, { tls: {} })).rejects.toThrow(
      /certificate of 127\.0\.0\.1 is not trusted.*for leaf\.test, issued by Test authority/,
    );
    await expect(said(open, selfSigned, { tls: {} })).rejects.toThrow('signed by itself');
  });

  it('is accepted by the authority of the account, for the right name only', async () => {
    expect(await said(open, signed, { tls: { trust: { ca: AUTHORITY } } })).toBe('hello');
    const resolve = () => Promise.resolve([{ address: '127.0.0.1', family: 4 }]);
    const client = createHttpClient({ allow: ['127.0.0.1'], resolve });
    const other = { host: 'mail.example.com', tls: { trust: { ca: AUTHORITY } } };
    await expect(said(client, signed, other)).rejects.toThrow('it is for another name');
    await client.close();
  });

  it('is accepted by its fingerprint, and by no other', async () => {
    expect(await said(open, selfSigned, { tls: { trust: { fingerprint: PIN } } })).toBe('hello');
    const wrong = { tls: { trust: { fingerprint: PIN.replace(/^../, '00') } } };
    await expect(said(open, selfSigned, wrong)).rejects.toThrow(
      'it is not the one that the connection names',
    );
  });

  it('is what the socket speaks', async () => {
    const socket = await open.connect({
      app: 'Mail',
      host: '127.0.0.1',
      port: portOf(signed),
      tls: { trust: { ca: AUTHORITY } },
    });
    expect(socket).toBeInstanceOf(TLSSocket);
    socket.destroy();
  });
});
