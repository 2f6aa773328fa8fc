import { createHmac, hash } from 'node:crypto';
import { compare, percentEncode, sortedPairs } from './percent.ts';
import { need, type SignedRequest, type Signer, type SignWith } from './signer.ts';

const NAME = 'AWS';
const ALGORITHM = 'AWS4-HMAC-SHA256';

/** Their keys are the path as it stands; all other services get it normalised and encoded twice. */
const PLAIN_PATH = new Set(['s3', 's3express', 's3-outposts', 's3-object-lambda']);

/** Others may be changed on the way, and need not be signed. */
const SIGNED = /^(?:content-type|content-md5|x-amz-.*)$/;

/**
 * Signature version 4 of AWS, in headers. Members: `key`, `secret`, `region`, `service`, and `token`
 * of temporary credentials. Signed are the host, `content-type`, `content-md5` and all `x-amz-`
 * headers. The body is hashed, unless the request has `x-amz-content-sha256`, such as
 * `UNSIGNED-PAYLOAD` for a stream; S3 wants that header always. A `+` in the query is read as a
 * space; queries are best sent with `%20`.
 *
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export const aws4: Signer = {
  name: NAME,
  required: ['key', 'secret', 'region', 'service'],
  optional: ['token'],
  open: [],
  sign: (given, request, { now }) => {
    const time = now.toISOString().replace(/[:-]|\.\d{3}/g, '');
    const scope = [
      time.slice(0, 8),
      need(given, 'region', NAME),
      need(given, 'service', NAME),
      'aws4_request',
    ];
    const added = addedHeaders(given, request, time);
    const headers = canonicalHeaders(request, added);
    const signed = headers.map(([name]) => name).join(';');
    const canonical = [
      request.method.toUpperCase(),
      canonicalPath(request.url.pathname, need(given, 'service', NAME)),
      sortedPairs(request.url.searchParams),
      headers.map(([name, value]) => `${name}:${value}\n`).join(''),
      signed,
      added['x-amz-content-sha256'] ??
        request.headers['x-amz-content-sha256'] ??
        sha256(request.body ?? ''),
    ].join('\n');
    const text = [ALGORITHM, time, scope.join('/'), sha256(canonical)].join('\n');
    const key = signingKey(need(given, 'secret', NAME), scope);
    const signature = createHmac('sha256', key).update(text).digest('hex');
    const credential = `${need(given, 'key', NAME)}/${scope.join('/')}`;
    const authorization = `${ALGORITHM} Credential=${credential}, SignedHeaders=${signed}, Signature=${signature}`;
    return { headers: { ...added, authorization } };
  },
};

/** A key serves one account, day, region and service; making it takes as long as all else together. */
const MOST_KEYS = 100;
const keys = new Map<string, Buffer>();

function signingKey(secret: string, scope: readonly string[]): Buffer {
  const name = [...scope, secret].join('\n');
  const known = keys.get(name);
  if (known !== undefined) return known;
  const start = Buffer.from(`AWS4${secret}`);
  const key = scope.reduce((last, part) => createHmac('sha256', last).update(part).digest(), start);
  if (keys.size >= MOST_KEYS) keys.clear();
  keys.set(name, key);
  return key;
}

function addedHeaders(
  given: SignWith,
  { headers, body }: SignedRequest,
  time: string,
): Record<string, string> {
  const added: Record<string, string> = { 'x-amz-date': time };
  const { service = '', token = '' } = given;
  if (token !== '') added['x-amz-security-token'] = token;
  if (PLAIN_PATH.has(service) && headers['x-amz-content-sha256'] === undefined) {
    added['x-amz-content-sha256'] = sha256(body ?? '');
  }
  return added;
}

function canonicalHeaders(
  { url, headers }: SignedRequest,
  added: Readonly<Record<string, string>>,
): [name: string, value: string][] {
  const all = Object.entries({ ...headers, ...added }).filter(([name]) => SIGNED.test(name));
  return [['host', url.host], ...all]
    .map(([name = '', value = '']): [string, string] => [name, value.trim().replace(/\s+/g, ' ')])
    .sort(([left], [right]) => compare(left, right));
}

function canonicalPath(path: string, service: string): string {
  if (PLAIN_PATH.has(service)) {
    return path
      .split('/')
      .map((segment) => percentEncode(decoded(segment)))
      .join('/')
      .replaceAll('%2F', '/');
  }
  return path
    .replace(/\/{2,}/g, '/')
    .split('/')
    .map(percentEncode)
    .join('/');
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

function sha256(content: string | Uint8Array): string {
  return hash('sha256', content);
}
