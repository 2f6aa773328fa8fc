import { createServer, type IncomingMessage } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { connect, type AddressInfo, type Server } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { AUTHORITY, json, SIGNED, startServer } from '../testing.ts';
import { createHttpClient, type HttpClientOptions } from './http-client.ts';
import type { Proxy } from './proxy.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => void server.close());
  return (server.address() as AddressInfo).port;
}

/** A proxy that opens the way, unless it is told to answer something else. */
async function startProxy(says?: string) {
  const asked: { target: string; signIn: string | undefined }[] = [];
  const server = createServer();
  server.on('connect', (request: IncomingMessage, socket, head) => {
    const { url: target = '', headers } = request;
    asked.push({ target, signIn: headers['proxy-authorization'] });
    socket.on('error', () => undefined);
    if (says !== undefined) return void socket.end(says);
    const { hostname, port } = new URL(`http://${target}`);
    const out = connect(Number(port), hostname, () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      out.write(head);
      out.pipe(socket).pipe(out);
    });
    out.on('error', () => socket.destroy());
    closing.push(() => void out.destroy());
  });
  const port = await listening(server);
  closing.push(() => server.closeAllConnections());
  return { url: `http://127.0.0.1:${port}`, asked };
}

function client(options: Partial<HttpClientOptions> = {}) {
  const http = createHttpClient({ allow: ['127.0.0.1'], ...options });
  closing.push(() => http.close());
  return (url: string, proxy?: Proxy, more = {}) =>
    http.request({ app: 'The API', method: 'GET', url, proxy, timeoutMs: 5_000, ...more });
}

describe('a call through a proxy', () => {
  it('reaches http and https, and signs in', async () => {
    const plain = await startServer(json(200, 'plain'));
    const secure = createSecureServer(SIGNED, (_, response) => void response.end('safe'));
    const port = await listening(secure);
    closing.push(
      () => plain.close(),
      () => secure.closeAllConnections(),
    );
    const { url, asked } = await startProxy();
    const call = client();
    const proxy = { url, user: 'shop', password: 'correct-horse' };
    expect((await call(plain.url, proxy)).body).toBe('plain');
    const trust = { trust: { ca: AUTHORITY } };
    const safe = await call(`https://127.0.0.1:${port}/`, proxy, trust);
    expect(safe).toMatchObject({ status: 200 });
    const signIn = `Basic ${Buffer.from('shop:correct-horse').toString('base64')}`;
    expect(asked).toEqual([
      { target: `127.0.0.1:${plain.port}`, signIn },
      { target: `127.0.0.1:${port}`, signIn },
    ]);
    await expect(call(`https://127.0.0.1:${port}/`, proxy)).rejects.toMatchObject({
      code: 'CERTIFICATE_UNTRUSTED',
    });
  });

  it('goes through that of the client when it names none', async () => {
    const target = await startServer(json(200, 'there'));
    closing.push(() => target.close());
    const [own, other] = [await startProxy(), await startProxy()];
    const call = client({ proxy: { url: own.url } });
    await call(target.url);
    await call(target.url, { url: other.url });
    expect([own.asked.length, other.asked.length]).toEqual([1, 1]);
  });

  it('asks for the address that was checked, whatever the name means to the proxy', async () => {
    const target = await startServer(json(200, 'there'));
    closing.push(() => target.close());
    const { url, asked } = await startProxy();
    const resolve = () => Promise.resolve([{ address: '127.0.0.1', family: 4 }]);
    const call = client({ resolve });
    expect((await call(`http://api.example.com:${target.port}/`, { url })).body).toBe('there');
    expect(asked[0]?.target).toBe(`127.0.0.1:${target.port}`);
    expect(target.requests[0]?.headers.host).toBe(`api.example.com:${target.port}`);
  });

  it.each([
    ['http://inside.example.com/', '10.0.0.8'],
    ['http://169.254.169.254/', '169.254.169.254'],
  ])('does not lead to %s', async (target, address) => {
    const { url, asked } = await startProxy();
    const call = client({ resolve: () => Promise.resolve([{ address, family: 4 }]) });
    await expect(call(target, { url })).rejects.toMatchObject({ code: 'EGRESS_BLOCKED' });
    expect(asked).toEqual([]);
  });

  it('is not made when the proxy itself may not be reached', async () => {
    const { url, asked } = await startProxy();
    const call = client({ allow: [] });
    await expect(call('http://1.1.1.1/', { url })).rejects.toMatchObject({
      code: 'EGRESS_BLOCKED',
      message: expect.stringContaining('127.0.0.1') as string,
    });
    expect(asked).toEqual([]);
  });

  it.each([
    ['HTTP/1.1 407 Sign in\r\n\r\n', 'does not accept its credentials (407)'],
    ['HTTP/1.1 403 No\r\n\r\n', 'refuses the way there (403)'],
    ['SSH-2.0-OpenSSH\r\n\r\n', 'refuses the way there (no HTTP)'],
    ['HTTP/1.1 200', 'the proxy broke the connection off'],
    ['x'.repeat(20_000), 'the proxy does not speak HTTP'],
  ])('says what a proxy answers that opens no way: %j', async (says, reason) => {
    const { url } = await startProxy(says);
    await expect(client()('http://127.0.0.1:9/', { url })).rejects.toMatchObject({
      code: 'CALL_UNAVAILABLE',
      message: expect.stringContaining(reason) as string,
    });
  });

  it('refuses an address that is none of a proxy', async () => {
    await expect(client()('http://127.0.0.1:9/', { url: 'socks5://a:1' })).rejects.toMatchObject({
      code: 'CONNECTION_INVALID',
    });
  });
});
