import { TLSSocket, type PeerCertificate } from 'node:tls';
import { AppError } from '@millrace/model';

/** Why a certificate is not trusted, by the code of OpenSSL or Node. */
const REASONS: Readonly<Record<string, string>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: 'it is signed by itself',
  SELF_SIGNED_CERT_IN_CHAIN: 'it is signed by an authority that is not known here',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'it is signed by an authority that is not known here',
  UNABLE_TO_GET_ISSUER_CERT: 'a certificate between it and its authority is missing',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'it is signed by an authority that is not known here',
  CERT_HAS_EXPIRED: 'it has expired',
  CERT_NOT_YET_VALID: 'it is not valid yet',
  CERT_REVOKED: 'it was revoked',
  CERT_UNTRUSTED: 'its authority is not trusted',
  CERT_REJECTED: 'its authority is not trusted for this',
  CERT_SIGNATURE_FAILURE: 'its signature is wrong',
  CERT_CHAIN_TOO_LONG: 'its chain is too long',
  PATH_LENGTH_EXCEEDED: 'its chain is too long',
  INVALID_CA: 'it is signed by a certificate that may not sign others',
  INVALID_PURPOSE: 'it is not for servers',
  HOSTNAME_MISMATCH: 'it is for another name',
  ERR_TLS_CERT_ALTNAME_INVALID: 'it is for another name',
};

/** Why a certificate was refused; undefined for an error of another kind. */
export function distrustOf(error: Error): string | undefined {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return Object.hasOwn(REASONS, code) ? REASONS[code] : undefined;
}

/** The error of a certificate that is not accepted; trying again would not help. */
export function untrusted(host: string, reason: string, certificate: ShownCertificate): AppError {
  return new AppError(
    'CERTIFICATE_UNTRUSTED',
    { host, reason, ...certificate },
    {
      details: { ...certificate },
    },
  );
}

/** What people need to tell one certificate from another. */
export interface ShownCertificate {
  subject: string;
  issuer: string;
  fingerprint: string;
  valid_to: string;
}

const LONGEST = 200;

/** The certificate at the other end of a socket. */
export function certificateOf(socket: unknown): ShownCertificate {
  // Node's type says that all members are there, but a socket without certificate gives none.
  const found: Partial<PeerCertificate> =
    socket instanceof TLSSocket ? socket.getPeerCertificate() : {};
  return {
    subject: nameIn(found.subject),
    issuer: nameIn(found.issuer),
    fingerprint: found.fingerprint256 ?? UNKNOWN,
    valid_to: found.valid_to ?? UNKNOWN,
  };
}

const UNKNOWN = 'unknown';

type Name = PeerCertificate['subject'] | undefined;

function nameIn(name: Name): string {
  const parts = [name?.CN, name?.O].flatMap((part: string | string[] | undefined) => part ?? []);
  const plain = parts.join(', ').replace(/\p{Cc}/gu, ' ');
  return plain === '' ? UNKNOWN : shorten(plain);
}

function shorten(text: string): string {
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST)}…`;
}
