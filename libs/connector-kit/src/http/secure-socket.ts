import { isIP, type Socket } from 'node:net';
import { connect, rootCertificates, TLSSocket, type ConnectionOptions } from 'node:tls';
import type { AppError } from '@millrace/model';
import { certificateOf, distrustOf, untrusted } from './certificate.ts';
import { plainFingerprint, type Trust } from './trust.ts';

/** The server at the other end, and which certificates of it are accepted. */
export interface TlsPeer {
  /** As people named it: the certificate has to be for it. */
  host: string;
  trust?: Trust | undefined;
  /** Protocols to offer (ALPN); none when absent. */
  protocols?: readonly string[] | undefined;
}

/**
 * Options of TLS for somebody else's code that makes the handshake. It accepts every certificate, so
 * that the refused one can be shown: look at {@link distrusted} before anything is said that matters.
 */
export function tlsOptions({ host, trust, protocols }: TlsPeer): ConnectionOptions {
  return {
    host,
    rejectUnauthorized: false,
    minVersion: 'TLSv1.2',
    ...(isIP(host) === 0 ? { servername: host } : {}),
    ...(trust?.ca === undefined ? {} : { ca: [...rootCertificates, trust.ca] }),
    ...trust?.client,
    ...(protocols === undefined ? {} : { ALPNProtocols: [...protocols] }),
  };
}

/**
 * CERTIFICATE_UNTRUSTED when the certificate of a connection is not accepted: by the system or an authority of
 * `trust`; with a fingerprint it is the only one that is, and by itself enough.
 */
export function distrusted(socket: unknown, { host, trust }: TlsPeer): AppError | undefined {
  const shown = certificateOf(socket);
  if (!(socket instanceof TLSSocket)) return untrusted(host, 'there is none', shown);
  const { ca, fingerprint } = trust ?? {};
  if (!socket.authorized && (fingerprint === undefined || ca !== undefined)) {
    // Node's type says Error; it is the code, as text.
    const code = String(socket.authorizationError);
    const reason = distrustOf(Object.assign(new Error(code), { code })) ?? code;
    return untrusted(host, reason, shown);
  }
  const isPinned = plainFingerprint(shown.fingerprint) === fingerprint;
  if (fingerprint === undefined || isPinned) return undefined;
  return untrusted(host, 'it is not the one that the connection names', shown);
}

/**
 * TLS over an open connection, as STARTTLS begins it. The connection is closed when that fails. Throws
 * CERTIFICATE_UNTRUSTED, or what the handshake met.
 */
export function secureSocket(socket: Socket, peer: TlsPeer): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const secure = connect({ ...tlsOptions(peer), socket });
    const fail = (error: Error): void => {
      secure.destroy();
      socket.destroy();
      reject(error);
    };
    const onClose = (): void => fail(brokenOff());
    secure.once('error', fail);
    secure.once('close', onClose);
    secure.once('secureConnect', () => {
      secure.off('error', fail);
      secure.off('close', onClose);
      const refusal = distrusted(secure, peer);
      if (refusal !== undefined) return fail(refusal);
      resolve(secure);
    });
  });
}

function brokenOff(): Error {
  return Object.assign(new Error('The connection broke off.'), { code: 'ECONNRESET' });
}
