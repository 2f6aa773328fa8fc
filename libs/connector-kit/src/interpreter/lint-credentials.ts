import { isJsonObject, type Auth, type Fault, type Manifest } from '@millrace/model';
import { fault, type Place } from './lint-reads.ts';

/** What credentials of well-known applications look like. */
const KNOWN = [
  /-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----/,
  /\b[sr]k_live_[0-9A-Za-z]{16}/,
  /\bxox[abeprs]-[0-9A-Za-z-]{20}/,
  /\bgh[pousr]_[0-9A-Za-z]{30}/,
  /\bgithub_pat_\w{30}/,
  /\bglpat-[\w-]{18}/,
  /\bshp(?:at|ss|ca|pa)_[0-9a-f]{32}/,
  /\bAKIA[0-9A-Z]{16}\b/,
  /\bAIza[\w-]{35}/,
  /\bSG\.[\w-]{20,}\.[\w-]{20}/,
  /\beyJ[\w-]{10,500}\.eyJ[\w-]{10,2000}\.[\w-]{20}/,
];

/** Names of headers and parameters whose value lets somebody in. */
const CREDENTIAL =
  /^(?:proxy-)?authorization$|(?:api|access|secret|auth|private)[-_]?(?:key|token)$|^(?:x-)?(?:auth-)?token$|secret$|passw/i;

/**
 * Credentials that stand in a manifest: they belong to connections, encrypted, and a manifest is read by
 * everybody. Found by what they look like, and by places of credentials that name no value to fill in.
 */
export function lintCredentials(manifest: Manifest): Fault[] {
  const placed = Object.entries(manifest.auth).flatMap(([id, auth]) =>
    fixedTexts(auth).map((at) => inPlace(['auth', id, ...at])),
  );
  return [...placed, ...lookingLikeOne(manifest, [])];
}

/** Secret texts that are the same for every account. */
function fixedTexts(auth: Auth): string[][] {
  if (auth.kind === 'bearer') return isFixed(auth.token) ? [['token']] : [];
  if (auth.kind === 'basic' || auth.kind === 'digest') {
    return isFixed(auth.user) && isFixed(auth.password) ? [['password']] : [];
  }
  if (auth.kind === 'sign') {
    return Object.entries(auth.with)
      .filter(([name, text]) => /secret|key$|^key/i.test(name) && isFixed(text))
      .map(([name]) => ['with', name]);
  }
  return [];
}

function isFixed(text: string): boolean {
  return !text.includes('{');
}

function lookingLikeOne(value: unknown, place: Place): Fault[] {
  if (typeof value === 'string')
    return KNOWN.some((one) => one.test(value)) ? [inPlace(place)] : [];
  if (Array.isArray(value))
    return value.flatMap((item, at) => lookingLikeOne(item, [...place, at]));
  if (!isJsonObject(value)) return [];
  const { type, default: given } = value;
  const isSecretField = type === 'secret' && typeof given === 'string' && given !== '';
  return [
    ...(isSecretField ? [inPlace([...place, 'default'])] : []),
    ...(isPlace(value) ? [inPlace([...place, 'value'])] : []),
    ...Object.entries(value).flatMap(([key, member]) => [
      ...(SENT.has(key) && isJsonObject(member) ? sentFaults(member, [...place, key]) : []),
      ...lookingLikeOne(member, [...place, key]),
    ]),
  ];
}

const SENT = new Set(['headers', 'query', 'params']);

/** Samples hold headers of deliveries, which are texts too: those of signatures are no credentials. */
function sentFaults(members: Record<string, unknown>, place: Place): Fault[] {
  if (place[0] === 'triggers' && place[2] === 'samples') return [];
  return Object.entries(members).flatMap(([name, value]) =>
    typeof value === 'string' && value !== '' && isFixed(value) && CREDENTIAL.test(name)
      ? [inPlace([...place, name])]
      : [],
  );
}

/** A header, query or body member that is placed with a fixed text. */
function isPlace({ in: where, name, value }: Record<string, unknown>): boolean {
  if (typeof where !== 'string' || typeof name !== 'string' || typeof value !== 'string') {
    return false;
  }
  return value !== '' && isFixed(value) && CREDENTIAL.test(name);
}

function inPlace(place: Place): Fault {
  return fault(
    place,
    'A credential may not stand in a manifest. Ask for it in a field of the type secret, and write {its key} here.',
  );
}
