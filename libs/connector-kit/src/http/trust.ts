import { createHash, X509Certificate } from 'node:crypto';
import { createSecureContext } from 'node:tls';
import { AppError, type Field } from '@millrace/model';
import type { ConnectionValues } from '../define.ts';

/** Which certificates a call accepts beside those the system trusts, and which it shows. */
export interface Trust {
  /** Certificates of authorities, in PEM. */
  ca?: string | undefined;
  /** SHA-256 of the one certificate that is accepted, as 64 hexadecimal digits in lower case. */
  fingerprint?: string | undefined;
  /** The certificate that says who calls, with its key, in PEM. */
  client?: { cert: string; key: string } | undefined;
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

/** A value that cannot be used, and why: to stand behind "it" or the label of its field. */
export interface TrustFault {
  key: string;
  reason: string;
}

/**
 * What is wrong with the certificates and fingerprints among the values of a connection, for a
 * connector with {@link TRUST_FIELDS}. Never quotes a value. What only the time makes wrong is looked at
 * with `now`: a call that is made all the same ends with the reason TLS has.
 */
export function trustFaults(
  fields: readonly Field[],
  values: Readonly<Record<string, string>>,
  now?: Date,
): TrustFault[] {
  return TRUST_FIELDS.flatMap(({ key, label }): TrustFault[] => {
    const isAsked = fields.some((field) => field.key === key && field.label === label);
    const value = isAsked ? (values[key] ?? '') : '';
    if (value === '') return [];
    const reason = key === 'ca' ? faultOfCa(value, now) : faultOfFingerprint(value);
    return reason === undefined ? [] : [{ key, reason }];
  });
}

/** What a connection says of trust. Throws CONNECTION_INVALID for what is no certificate or fingerprint. */
export function trustOf(connection: ConnectionValues | undefined): Trust | undefined {
  const values = connection?.values ?? {};
  const { ca = '', certificate_fingerprint: pin = '' } = values;
  if (ca === '' && pin === '') return undefined;
  const [fault] = trustFaults(TRUST_FIELDS, values);
  if (fault !== undefined) {
    const label = TRUST_FIELDS.find(({ key }) => key === fault.key)?.label ?? fault.key;
    const reason = `its ${label.replace('Trusted', 'trusted')} ${fault.reason}`;
    throw new AppError('CONNECTION_INVALID', { connection: connection?.name ?? 'none', reason });
  }
  return {
    ...(ca === '' ? {} : { ca }),
    ...(pin === '' ? {} : { fingerprint: plainFingerprint(pin) }),
  };
}

/**
 * A client's certificate that can be shown: its key fits. Throws CONNECTION_INVALID, which quotes nothing
 * of it.
 */
export function clientCertificate(
  connection: string,
  client: { cert: string; key: string },
): NonNullable<Trust['client']> {
  try {
    createSecureContext(client);
    return client;
  } catch {
    const reason =
      'its client certificate and private key are not in PEM, do not belong together, or the key has a passphrase';
    throw new AppError('CONNECTION_INVALID', { connection, reason });
  }
}

/** A fingerprint as it is compared: its digits in lower case. */
export function plainFingerprint(text: string): string {
  return text.replaceAll(/[\s:]/g, '').toLowerCase();
}

function faultOfFingerprint(text: string): string | undefined {
  if (/^[\da-f]{64}$/.test(plainFingerprint(text))) return undefined;
  return 'is no SHA-256 fingerprint, which has 32 pairs of digits';
}

function faultOfCa(text: string, now: Date | undefined): string | undefined {
  if (text.length > LONGEST_CA) return `has more than ${LONGEST_CA} characters`;
  if (/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(text)) {
    return 'holds a private key, which nobody needs to trust a server; enter the certificate alone';
  }
  const blocks = text.match(PEM) ?? [];
  if (blocks.length === 0) return 'is not in PEM, from -----BEGIN CERTIFICATE----- on';
  const certificates = blocks.flatMap((block) => certificateOf(block) ?? []);
  if (certificates.length < blocks.length)
    return 'is damaged: what stands in PEM is no certificate';
  if (now === undefined) return undefined;
  return faultOfUse(certificates) ?? faultOfTime(certificates, now);
}

/** One of a server would be taken, and no server would ever be trusted by it. */
function faultOfUse(certificates: readonly X509Certificate[]): string | undefined {
  const isUseful = certificates.some((one) => one.ca || one.checkIssued(one));
  if (isUseful) return undefined;
  return 'is that of a server and not of an authority; enter its fingerprint as Trusted certificate instead';
}

/** Bundles hold old ones beside new ones: one that is valid is enough. */
function faultOfTime(certificates: readonly X509Certificate[], now: Date): string | undefined {
  const isOver = ({ validToDate }: X509Certificate): boolean => validToDate < now;
  const isEarly = ({ validFromDate }: X509Certificate): boolean => validFromDate > now;
  if (certificates.some((one) => !isOver(one) && !isEarly(one))) return undefined;
  const newest = certificates.toSorted((a, b) => Number(b.validToDate) - Number(a.validToDate))[0];
  if (newest === undefined) return undefined;
  return isOver(newest)
    ? `expired on ${dayOf(newest.validToDate)}`
    : `is valid only from ${dayOf(newest.validFromDate)} on`;
}

function dayOf(date: Date): string {
  return date.toISOString().slice(0, 10);
}

/** The same for the same trust: names the connections that may be shared. */
export function trustKey({ ca = '', fingerprint = '', client }: Trust): string {
  const texts = JSON.stringify([ca, client?.cert, client?.key]);
  return `${fingerprint}:${createHash('sha256').update(texts).digest('hex')}`;
}

function certificateOf(pem: string): X509Certificate | undefined {
  try {
    return new X509Certificate(pem);
  } catch {
    return undefined;
  }
}
