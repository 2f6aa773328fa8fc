import { createHash } from 'node:crypto';
import { isIP, type Socket } from 'node:net';
import { AppError } from '@millrace/model';
import type { buildConnector } from 'undici';
import { trimHost, type AddressPolicy } from './addresses.ts';
import { blocked, checkedAddresses, type ResolveAll } from './guarded-connector.ts';
import { openSocket } from './open-socket.ts';
import { secureSocket } from './secure-socket.ts';
import type { Trust } from './trust.ts';

/** An HTTP proxy that calls go out through. */
export interface Proxy {
  /** `http://host:port`, or `https://` where the way to the proxy is encrypted itself. */
  url: string;
  user?: string | undefined;
  password?: string | undefined;
}

/** A proxy that did not open a way: nothing has been sent to the target. */
class ProxyRefused extends Error {
  override readonly name = 'ProxyRefused';
  readonly code = 'ERR_PROXY_REFUSED';
}

const TIMEOUT_MS = 10_000;
const LONGEST_HEAD = 16_384;

/**
 * Opens connections through a proxy, with CONNECT for http and https alike (RFC 9110 §9.3.6). The proxy's own
 * address is checked as any other. The name of the target is looked up here, all of its addresses are
 * checked, and the proxy is asked for one of these and not for the name: what the name means to the proxy
 * changes nothing.
 */
export function proxyConnector(
  policy: AddressPolicy,
  resolve: ResolveAll,
  proxy: Proxy,
  trust: Trust | undefined,
): buildConnector.connector {
  const open = async ({ hostname, port, protocol }: buildConnector.Options): Promise<Socket> => {
    const host = trimHost(hostname);
    const address = await addressOf(policy, resolve, host);
    const isSecure = protocol === 'https:';
    const socket = await openProxy(policy, resolve, proxy);
    try {
      await tunnel(socket, proxy, address, port === '' ? (isSecure ? '443' : '80') : port);
      return isSecure ? await secureSocket(socket, { host, trust }) : socket;
    } catch (error) {
      socket.destroy();
      throw error;
    }
  };
  return (options, callback) => {
    open(options).then(
      (socket) => callback(null, socket),
      (error: unknown) => callback(error instanceof Error ? error : new Error(String(error)), null),
    );
  };
}

async function addressOf(
  policy: AddressPolicy,
  resolve: ResolveAll,
  host: string,
): Promise<string> {
  if (isIP(host) === 0) return (await checkedAddresses(policy, resolve, host))[0]?.address ?? '';
  if (!policy.allows(host, host)) throw blocked(host, host);
  return host;
}

/** Throws what opening a connection throws, and CONNECTION_INVALID for an address that is none of a proxy. */
function openProxy(policy: AddressPolicy, resolve: ResolveAll, { url }: Proxy): Promise<Socket> {
  const { protocol, hostname, port } = requireProxy(url);
  const isSecure = protocol === 'https:';
  return openSocket(policy, resolve, {
    app: `The proxy ${hostname}`,
    host: hostname,
    port: Number(port === '' ? (isSecure ? 443 : 80) : port),
    ...(isSecure ? { tls: {} } : {}),
    timeoutMs: TIMEOUT_MS,
  });
}

function requireProxy(text: string): URL {
  const url = URL.parse(text);
  const fits = url !== null && ['http:', 'https:'].includes(url.protocol) && url.username === '';
  if (fits) return url;
  const reason = 'it is not http:// or https:// with host and port, and without sign-in in it';
  throw new AppError('CONNECTION_INVALID', { connection: 'proxy', reason });
}

async function tunnel(socket: Socket, proxy: Proxy, address: string, port: string): Promise<void> {
  const target = `${isIP(address) === 6 ? `[${address}]` : address}:${port}`;
  socket.write(`CONNECT ${target} HTTP/1.1\r\nHost: ${target}\r\n${signIn(proxy)}\r\n`);
  const [, status = ''] = /^HTTP\/1\.[01] (\d{3})/.exec(await headOf(socket)) ?? [];
  if (status.startsWith('2')) return;
  const { host } = requireProxy(proxy.url);
  const what = status === '407' ? 'does not accept its credentials' : 'refuses the way there';
  throw new ProxyRefused(`the proxy ${host} ${what} (${status === '' ? 'no HTTP' : status})`);
}

function signIn({ user = '', password = '' }: Proxy): string {
  if (user === '' && password === '') return '';
  const pair = Buffer.from(`${user}:${password}`).toString('base64');
  return `Proxy-Authorization: Basic ${pair}\r\n`;
}

/** The head of the proxy's answer; what stands behind it belongs to the target. */
function headOf(socket: Socket): Promise<string> {
  return new Promise((resolve, reject) => {
    let seen = Buffer.alloc(0);
    const timer = setTimeout(
      () => end(new ProxyRefused('the proxy did not answer in time')),
      TIMEOUT_MS,
    );
    const onClose = (): void => end(new ProxyRefused('the proxy broke the connection off'));
    const onData = (chunk: Buffer): void => {
      seen = Buffer.concat([seen, chunk]);
      const at = seen.indexOf('\r\n\r\n');
      if (at >= 0) end(undefined, at + 4);
      else if (seen.length > LONGEST_HEAD) end(new ProxyRefused('the proxy does not speak HTTP'));
    };
    const end = (error: Error | undefined, length = 0): void => {
      clearTimeout(timer);
      socket.off('data', onData).off('close', onClose);
      socket.pause();
      if (error !== undefined) return reject(error);
      if (seen.length > length) socket.unshift(seen.subarray(length));
      resolve(seen.toString('latin1', 0, length));
    };
    socket.on('data', onData).on('close', onClose);
  });
}

/** The same for the same proxy: names the connections that may be shared. */
export function proxyKey(proxy: Proxy | undefined): string {
  if (proxy === undefined) return '';
  const texts = JSON.stringify([proxy.url, proxy.user, proxy.password]);
  return createHash('sha256').update(texts).digest('hex');
}
