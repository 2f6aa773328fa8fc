import { headerValues, type SignedRequest } from './request.ts';
import type { Handshake, Scheme } from './scheme.ts';

/** The exact answer a provider expects. */
export interface HandshakeAnswer {
  status: number;
  headers: Readonly<Record<string, string>>;
  body: string;
}

const LONGEST_NUMBER = 20;
const LONGEST_ECHO = 512;

// What a stranger sent comes back as text, never as a page.
const ECHO_HEADERS = {
  'content-type': 'text/plain; charset=utf-8',
  'x-content-type-options': 'nosniff',
};

/** The answer to a request that is a handshake of the scheme, signed ones or unsigned ones. */
export function answerHandshake(
  scheme: Scheme,
  request: SignedRequest,
  signed: boolean,
): HandshakeAnswer | undefined {
  for (const rule of scheme.handshakes) {
    const answer = rule.signed === signed && matches(rule, request) && answerOf(rule, request);
    if (answer) return answer;
  }
  return undefined;
}

function answerOf({ answer }: Handshake, request: SignedRequest): HandshakeAnswer | undefined {
  const { status } = answer;
  if ('text' in answer) return { status, headers: {}, body: answer.text };
  const body = queryValue(answer.query, request);
  return body === undefined ? undefined : { status, headers: ECHO_HEADERS, body };
}

function matches(rule: Handshake, request: SignedRequest): boolean {
  return (
    request.method === rule.method &&
    (rule.contentType === undefined || mediaType(request) === rule.contentType) &&
    (rule.header === undefined || hasHeader(request, rule.header)) &&
    (rule.without === undefined || !hasHeaderStarting(request, rule.without)) &&
    (rule.formNumber === undefined || isFormNumber(rule.formNumber, request.body))
  );
}

function mediaType(request: SignedRequest): string | undefined {
  return headerValues(request, 'content-type').join().split(';')[0]?.trim().toLowerCase();
}

function hasHeader(request: SignedRequest, wanted: { name: string; value: string }): boolean {
  return headerValues(request, wanted.name).join() === wanted.value;
}

function hasHeaderStarting(request: SignedRequest, start: string): boolean {
  return request.headers.some(([name]) => name.toLowerCase().startsWith(start.toLowerCase()));
}

function isFormNumber(field: string, body: Uint8Array): boolean {
  const start = `${field}=`;
  if (body.length > start.length + LONGEST_NUMBER) return false;
  const text = Buffer.from(body).toString('latin1');
  return text.startsWith(start) && /^\d+$/.test(text.slice(start.length));
}

/** The value of a parameter that is there once, not empty and not too long. */
function queryValue(name: string, { url = '' }: SignedRequest): string | undefined {
  const mark = url.indexOf('?');
  if (mark === -1) return undefined;
  const [value, ...more] = new URLSearchParams(url.slice(mark)).getAll(name);
  if (value === undefined || value === '' || more.length > 0) return undefined;
  return value.length > LONGEST_ECHO ? undefined : value;
}
