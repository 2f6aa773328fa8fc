import { connect, isIP, type Socket } from 'node:net';
import { AppError } from '@millrace/model';
import { trimHost, type AddressPolicy } from './addresses.ts';
import { asCallError } from './failure.ts';
import { blocked, guardedLookup, type ResolveAll } from './guarded-connector.ts';
import { secureSocket, type TlsPeer } from './secure-socket.ts';

/** Where a connection for a protocol other than HTTP leads. */
export interface SocketTarget {
  /** The application called, as people know it: it names the call in errors. */
  app: string;
  host: string;
  port: number;
  /** TLS from the first byte on; a plain connection when absent. */
  tls?: Pick<TlsPeer, 'trust' | 'protocols'> | undefined;
  /** Milliseconds until it is open; 10,000 when absent. */
  timeoutMs?: number | undefined;
  /** Calls it off. Closes the connection too, once it is open. */
  signal?: AbortSignal | undefined;
}

const TIMEOUT_MS = 10_000;
const HOST = /^[\p{L}\p{N}._-]{1,253}$/u;

/**
 * Opens a connection to an address the policy allows: every address a name resolves to is checked, the
 * socket is given exactly those, and where it ended is checked again. Throws CONNECTION_INVALID,
 * EGRESS_BLOCKED, CERTIFICATE_UNTRUSTED, and CALL_UNAVAILABLE when it does not open in time.
 */
export async function openSocket(
  policy: AddressPolicy,
  resolve: ResolveAll,
  target: SocketTarget,
): Promise<Socket> {
  const { app, tls, signal, timeoutMs = TIMEOUT_MS } = target;
  const host = trimHost(target.host);
  if (isIP(host) === 0 && !HOST.test(host)) throw notAHost(app, target.host);
  if (isIP(host) !== 0 && !policy.allows(host, host)) throw blocked(host, host);
  const time = AbortSignal.timeout(timeoutMs);
  const within = signal === undefined ? time : AbortSignal.any([time, signal]);
  let socket: Socket | undefined;
  const callOff = (): void => void socket?.destroy(reasonOf(within));
  within.addEventListener('abort', callOff, { once: true });
  try {
    within.throwIfAborted();
    socket = connect({ host, port: target.port, lookup: guardedLookup(policy, resolve) });
    socket.setNoDelay(true);
    const opened = socket;
    await connected(opened);
    const address = opened.remoteAddress ?? '';
    if (!policy.allows(host, address)) throw blocked(host, address);
    if (tls === undefined) return ending(opened, signal);
    return ending(await secureSocket(opened, { ...tls, host }), signal);
  } catch (error) {
    socket?.destroy();
    throw asCallError(app, false, within.aborted ? reasonOf(within) : error);
  } finally {
    within.removeEventListener('abort', callOff);
  }
}

/** Without a listener an error would end the process; whoever uses the connection hears of it besides. */
function ending(socket: Socket, signal: AbortSignal | undefined): Socket {
  socket.on('error', () => undefined);
  if (signal === undefined) return socket;
  const onAbort = (): void => void socket.destroy(reasonOf(signal));
  signal.addEventListener('abort', onAbort, { once: true });
  socket.once('close', () => signal.removeEventListener('abort', onAbort));
  return socket;
}

function connected(socket: Socket): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('connect', () => {
      socket.off('error', reject);
      resolve();
    });
    socket.once('error', reject);
  });
}

function reasonOf({ reason }: AbortSignal): Error {
  const given: unknown = reason;
  if (!(given instanceof Error)) return new DOMException('Called off.', 'AbortError');
  return given.name === 'TimeoutError'
    ? Object.assign(new Error('The time is up.'), { code: 'ETIMEDOUT' })
    : given;
}

function notAHost(app: string, host: string): AppError {
  const reason = `"${host.slice(0, 80)}" is not the name or address of a server`;
  return new AppError('CONNECTION_INVALID', { connection: app, reason });
}
