import { createHash, X509Certificate } from 'node:crypto';
import { AppError, type Field } from '@millrace/model';
import type { ConnectionValues } from '../define.ts';

/** Which certificates a call accepts beside those the system trusts. */
export interface Trust {
  /** Certificates of authorities, in PEM. */
  ca?: string | undefined;
  /** SHA-256 of the one certificate that is accepted, as 64 hexadecimal digits in lower case. */
  fingerprint?: string | undefined;
}

/** The fields of a connection for servers whose certificates the system does not trust. */
export const TRUST_FIELDS: readonly Field[] = [
  {
    key: 'ca',
    label: 'CA certificate',
    type: 'text',
    advanced: true,
    help: 'In PEM, for servers whose certificate an authority of your own has signed. Trusted beside the usual ones.',
    placeholder: '-----BEGIN CERTIFICATE-----',
  },
  {
    key: 'certificate_fingerprint',
    label: 'Trusted certificate',
    type: 'string',
    advanced: true,
    help: 'The SHA-256 fingerprint of the one certificate to accept, also a self-signed one. The error of a call names it; compare it with the server.',
    placeholder: 'AB:CD:…',
  },
];

const PEM = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;
const LONGEST_CA = 200_000;

/** What a connection says of trust. Throws CONNECTION_INVALID for what is no certificate or fingerprint. */
export function trustOf(connection: ConnectionValues | undefined): Trust | undefined {
  const { ca = '', certificate_fingerprint: pin = '' } = connection?.values ?? {};
  if (ca === '' && pin === '') return undefined;
  const refuse = (reason: string) =>
    new AppError('CONNECTION_INVALID', { connection: connection?.name ?? 'none', reason });
  const fingerprint = pin.replaceAll(/[\s:]/g, '').toLowerCase();
  if (pin !== '' && !/^[\da-f]{64}$/.test(fingerprint)) {
    throw refuse('its trusted certificate is no SHA-256 fingerprint, which has 32 pairs of digits');
  }
  if (ca !== '' && !isCertificates(ca)) {
    throw refuse('its CA certificate is not in PEM, from -----BEGIN CERTIFICATE----- on');
  }
  return {
    ...(ca === '' ? {} : { ca }),
    ...(pin === '' ? {} : { fingerprint }),
  };
}

/** The same for the same trust: names the connections that may be shared. */
export function trustKey({ ca = '', fingerprint = '' }: Trust): string {
  return `${fingerprint}:${createHash('sha256').update(ca).digest('hex')}`;
}

function isCertificates(text: string): boolean {
  if (text.length > LONGEST_CA) return false;
  const blocks = text.match(PEM) ?? [];
  return blocks.length > 0 && blocks.every(isCertificate);
}

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).raw.length > 0;
  } catch {
    return false;
  }
}
