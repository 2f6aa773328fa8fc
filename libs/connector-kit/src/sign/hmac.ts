import { createHash, createHmac } from 'node:crypto';
import { percentEncode } from './percent.ts';
import {
  keyBytes,
  need,
  unusable,
  type SignContext,
  type SignedRequest,
  type Signer,
  type SignWith,
} from './signer.ts';

const NAME = 'the signature (HMAC)';

const HASHES = new Set(['sha256', 'sha1', 'sha512']);
const ENCODINGS = { hex: 'hex', base64: 'base64', base64url: 'base64url' } as const;

type Part = (request: SignedRequest, context: SignContext) => string | Uint8Array;

/** What stands in brackets in `over`, and in the texts of headers and of the query. */
const PARTS: Readonly<Record<string, Part>> = {
  method: ({ method }) => method.toUpperCase(),
  url: ({ url }) => url.href,
  host: ({ url }) => url.host,
  path: ({ url }) => url.pathname,
  query: ({ url }) => url.search.slice(1),
  path_and_query: ({ url }) => url.pathname + url.search,
  content_type: ({ headers }) => headers['content-type'] ?? '',
  body: ({ body }) => body ?? '',
  body_sha256: ({ body }) =>
    createHash('sha256')
      .update(body ?? '')
      .digest('hex'),
  body_md5: ({ body }) =>
    createHash('md5')
      .update(body ?? '')
      .digest('base64'),
  timestamp: (_, { now }) => String(Math.floor(now.getTime() / 1000)),
  timestamp_ms: (_, { now }) => String(now.getTime()),
  date: (_, { now }) => now.toUTCString(),
  nonce: (_, { nonce }) => nonce,
};

/**
 * An HMAC over parts of the request, for the many APIs with a scheme of their own. Members: `key`,
 * `key_as` (`text`, `hex`, `base64`), `hash` (`sha256`, `sha1`, `sha512`), `encoding` (`hex`, `base64`,
 * `base64url`), `over`: what is signed, and `header.<name>` and `query.<name>`: what is sent. In `over`
 * and what is sent `[method]`, `[url]`, `[host]`, `[path]`, `[query]`, `[path_and_query]`,
 * `[content_type]`, `[body]`, `[body_sha256]` (hex), `[body_md5]` (base64), `[timestamp]`,
 * `[timestamp_ms]`, `[date]` (as headers write it) and `[nonce]` stand for parts, in what is sent also
 * `[signature]`. Members of the query without it are added first and are part of what is signed.
 *
 * `{ key, over: "[timestamp].[body]", "header.X-Time": "[timestamp]", "header.X-Sign": "v1=[signature]" }`
 */
export const hmac: Signer = {
  name: NAME,
  required: ['key', 'over'],
  optional: ['key_as', 'hash', 'encoding'],
  open: ['header.', 'query.'],
  sign: (given, request, context) => {
    const { key_as: keyAs, hash = 'sha256', encoding = 'hex' } = given;
    if (!HASHES.has(hash) || !isEncoding(encoding)) throw unusable(NAME);
    const key = keyBytes(need(given, 'key', NAME), keyAs, NAME);
    const sent = { ...request, url: withQuery(given, request, context) };
    const hasher = createHmac(hash, key);
    for (const part of partsOf(need(given, 'over', NAME), sent, context)) hasher.update(part);
    const signature = hasher.digest(ENCODINGS[encoding]);
    const fill = (text: string) => filled(text, sent, context, signature);
    return {
      headers: Object.fromEntries(
        members(given, 'header.').map(([name, text]) => [name.toLowerCase(), fill(text)]),
      ),
      query: orderedQuery(given).map(([name, text]) => [name, fill(text)]),
    };
  },
};

function isEncoding(text: string): text is keyof typeof ENCODINGS {
  return Object.hasOwn(ENCODINGS, text);
}

type Members = [name: string, text: string][];

function members(given: SignWith, prefix: string): Members {
  return Object.entries(given).flatMap(([name, text]): Members => {
    const isOne = name.startsWith(prefix) && text !== undefined;
    return isOne ? [[name.slice(prefix.length), text]] : [];
  });
}

/** Those that are signed come first. */
function orderedQuery(given: SignWith): Members {
  const all = members(given, 'query.');
  return [...all.filter((one) => !isSignature(one)), ...all.filter(isSignature)];
}

function isSignature([, text]: Members[number]): boolean {
  return text.includes('[signature]');
}

function withQuery(given: SignWith, request: SignedRequest, context: SignContext): URL {
  const added = orderedQuery(given).filter((one) => !isSignature(one));
  if (added.length === 0) return request.url;
  const url = new URL(request.url);
  const pairs = added.map(([name, text]) => {
    return `${percentEncode(name)}=${percentEncode(filled(text, request, context, ''))}`;
  });
  url.search = [url.search.slice(1), ...pairs].filter((one) => one !== '').join('&');
  return url;
}

/** Read once, so that what a part holds is never read as another part. */
function partsOf(
  text: string,
  request: SignedRequest,
  context: SignContext,
): (string | Uint8Array)[] {
  return text.split(/\[(\w+)\]/).map((piece, at) => {
    if (at % 2 === 0) return piece;
    const part = Object.hasOwn(PARTS, piece) ? PARTS[piece] : undefined;
    if (part === undefined) throw unusable(NAME);
    return part(request, context);
  });
}

function filled(
  text: string,
  request: SignedRequest,
  context: SignContext,
  signature: string,
): string {
  return text
    .split('[signature]')
    .map((piece) => partsOf(piece, request, context).map(String).join(''))
    .join(signature);
}
