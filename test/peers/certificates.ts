import { generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';

/** A certificate with its key, in PEM. */
export interface Certified {
  cert: string;
  key: string;
}

const DAY_MS = 86_400_000;
const ECDSA_SHA256 = [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02];
const COMMON_NAME = [0x55, 0x04, 0x03];
const BASIC_CONSTRAINTS = [0x55, 0x1d, 0x13];
const SUBJECT_ALT_NAME = [0x55, 0x1d, 0x11];
const IS_AUTHORITY = der(0x30, der(0x01, Buffer.from([0xff])));

/**
 * An authority that lives as long as a run, and certificates of it for any host: the few fields of
 * X.509 (RFC 5280) that TLS asks for, so that no package is needed and no key is kept.
 */
export class Authority {
  readonly cert: string;
  private readonly keys = newKeys();
  private readonly known = new Map<string, Certified>();

  constructor() {
    const constraint = extension(BASIC_CONSTRAINTS, IS_AUTHORITY, true);
    this.cert = certificate('Millrace peers', this.keys.publicKey, constraint, this.keys);
  }

  /** The certificate of a host. */
  of(host: string): Certified {
    const known = this.known.get(host);
    if (known !== undefined) return known;
    const { publicKey, privateKey } = newKeys();
    const names = extension(SUBJECT_ALT_NAME, der(0x30, der(0x82, Buffer.from(host))));
    const cert = certificate(host, publicKey, names, this.keys);
    const made = { cert, key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() };
    this.known.set(host, made);
    return made;
  }
}

interface Keys {
  publicKey: KeyObject;
  privateKey: KeyObject;
}

function newKeys(): Keys {
  return generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
}

function certificate(
  subject: string,
  publicKey: KeyObject,
  extensions: Buffer,
  issuer: Keys,
): string {
  const algorithm = der(0x30, der(0x06, Buffer.from(ECDSA_SHA256)));
  const now = Date.now();
  const body = der(
    0x30,
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.concat([Buffer.from([0x01]), randomBytes(15)])),
    algorithm,
    name('Millrace peers'),
    der(0x30, time(now - DAY_MS), time(now + DAY_MS)),
    name(subject),
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, der(0x30, extensions)),
  );
  const signature = sign('sha256', body, issuer.privateKey);
  const whole = der(0x30, body, algorithm, der(0x03, Buffer.from([0]), signature));
  const lines = whole.toString('base64').replaceAll(/.{64}(?!$)/g, '$&\n');
  return `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`;
}

function name(text: string): Buffer {
  const attribute = der(0x30, der(0x06, Buffer.from(COMMON_NAME)), der(0x0c, Buffer.from(text)));
  return der(0x30, der(0x31, attribute));
}

function time(ms: number): Buffer {
  const digits = new Date(ms).toISOString().replaceAll(/[-:T]|\.\d+/g, '');
  return der(0x18, Buffer.from(digits));
}

function extension(id: readonly number[], value: Buffer, critical = false): Buffer {
  const flag = critical ? [der(0x01, Buffer.from([0xff]))] : [];
  return der(0x30, der(0x06, Buffer.from(id)), ...flag, der(0x04, value));
}

/** A value in DER: its tag, its length, and what it holds. */
function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  if (length < 0x80) return Buffer.concat([Buffer.from([tag, length]), content]);
  const bytes = length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...bytes]), content]);
}
