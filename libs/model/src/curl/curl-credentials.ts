import type { CurlRequest } from './curl-request.ts';

/** Values for a connection of the HTTP connector, by its kind of sign-in. */
export interface CurlCredentials {
  auth: 'basic' | 'digest' | 'bearer' | 'header' | 'aws';
  values: Record<string, string>;
}

type Headers = [name: string, value: string][];

/** Headers that hold keys or sessions. */
const SECRET =
  /^(?:cookie|(?:x-)?(?:api|auth|access|session|csrf|xsrf|app|private|functions?|client|shopify-access|gitlab|vault|figma)[-_]?(?:key|token|secret)|.*-(?:api-key|apikey|token|secret))$/i;

/** Takes what says who calls out of a request. */
export function curlCredentials(
  request: CurlRequest,
  userOfUrl: string | undefined,
): { headers: Headers; credentials: CurlCredentials[] } {
  const { user = userOfUrl, bearer, aws, isDigest } = request;
  const credentials: CurlCredentials[] = [];
  if (user !== undefined) credentials.push(ofUser(user, isDigest, aws));
  if (bearer !== undefined) credentials.push({ auth: 'bearer', values: { token: bearer } });
  const headers = request.headers.filter(([name, value]) => {
    const found = ofHeader(name, value);
    if (found !== undefined) credentials.push(found);
    return found === undefined;
  });
  return { headers, credentials };
}

function ofUser(user: string, isDigest: boolean, aws: string | undefined): CurlCredentials {
  const at = user.includes(':') ? user.indexOf(':') : user.length;
  const [name, password] = [user.slice(0, at), user.slice(at + 1)];
  if (aws === undefined) {
    return { auth: isDigest ? 'digest' : 'basic', values: { username: name, password } };
  }
  // provider1:provider2:region:service
  const [, , region = '', service = ''] = aws.split(':');
  return { auth: 'aws', values: { access_key: name, secret_key: password, region, service } };
}

function ofHeader(name: string, value: string): CurlCredentials | undefined {
  if (/^authorization$/i.test(name)) return ofAuthorization(value);
  return SECRET.test(name) ? inHeader(name, value) : undefined;
}

function ofAuthorization(value: string): CurlCredentials {
  const [, scheme = '', text = ''] = /^(\S+)\s+(\S+)$/.exec(value) ?? [];
  if (/^bearer$/i.test(scheme)) return { auth: 'bearer', values: { token: text } };
  const pair = /^basic$/i.test(scheme) ? fromBase64(text) : undefined;
  return pair?.includes(':') === true
    ? ofUser(pair, false, undefined)
    : inHeader('Authorization', value);
}

function inHeader(name: string, value: string): CurlCredentials {
  return { auth: 'header', values: { header_name: name, header_value: value } };
}

function fromBase64(text: string): string | undefined {
  try {
    const bytes = Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
