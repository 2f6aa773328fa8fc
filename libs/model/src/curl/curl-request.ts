import type { CurlOption } from './curl-options.ts';

/** What could not be taken over, and why. */
export interface CurlRemainder {
  option: string;
  reason: string;
}

/** A request as a command says it. */
export interface CurlRequest {
  urls: string[];
  method: string | undefined;
  isHead: boolean;
  isGet: boolean;
  isUpload: boolean;
  headers: [name: string, value: string][];
  data: string[];
  json: string | undefined;
  query: string[];
  parts: [name: string, value: string][];
  user: string | undefined;
  bearer: string | undefined;
  isDigest: boolean;
  aws: string | undefined;
  timeout: string | undefined;
  noRedirects: boolean;
  left: CurlRemainder[];
}

type Take = (request: CurlRequest, value: string, option: CurlOption) => void;

/** They change how curl shows or sends things, and nothing of what the step does. */
const NO_MATTER = new Set([
  ...['location', 'silent', 'show-error', 'verbose', 'include', 'fail', 'globoff', 'no-buffer'],
  ...['compressed', 'progress-bar', 'fail-with-body', 'http1.1', 'basic', 'no-progress-meter'],
  ...['no-keepalive', 'path-as-is', 'styled-output', 'disable', 'tcp-nodelay', 'ssl-reqd'],
]);

const REASONS: Readonly<Record<string, string>> = {
  insecure:
    'Certificates are always checked; name the authority or the fingerprint of the server in the connection.',
  proxy: 'Enter the proxy in the connection.',
  'proxy-user': 'Enter user name and password of the proxy in the connection.',
  cacert: 'Paste the certificate of the authority into the connection.',
  cert: 'Paste the certificate into a connection of the kind "Client certificate".',
  key: 'Paste the key into a connection of the kind "Client certificate".',
  'upload-file': 'Choose the file as the body of the step.',
  config: 'Files are not read.',
  'cookie-jar': 'Cookies of answers are not kept.',
  output: 'The answer is the output of the step.',
  'remote-name': 'The answer is the output of the step.',
  retry: 'Set it as the retry of the step.',
  http2: 'Calls speak HTTP/1.1.',
  http3: 'Calls speak HTTP/1.1.',
  netrc: 'Files are not read; enter the credentials in a connection.',
  'unix-socket': 'Only addresses of the network are called.',
};

const TAKEN: Readonly<Record<string, Take>> = {
  url: (request, value) => void request.urls.push(value),
  request: (request, value) => void (request.method = value),
  head: (request) => void (request.isHead = true),
  get: (request) => void (request.isGet = true),
  header: takeHeader,
  'user-agent': (request, value) => void request.headers.push(['User-Agent', value]),
  referer: (request, value) => void request.headers.push(['Referer', value.replace(/;auto$/, '')]),
  range: (request, value) => void request.headers.push(['Range', `bytes=${value}`]),
  cookie: (request, value, option) => {
    if (value.includes('=')) request.headers.push(['Cookie', value]);
    else leave(request, option, 'Files are not read; enter the cookies in a connection.');
  },
  data: takeData,
  'data-ascii': takeData,
  'data-binary': takeData,
  'data-raw': (request, value) => void request.data.push(value),
  'data-urlencode': (request, value, option) => takeEncoded(request.data, request, value, option),
  'url-query': (request, value, option) => {
    if (value.startsWith('+')) request.query.push(value.slice(1));
    else takeEncoded(request.query, request, value, option);
  },
  json: (request, value, option) => {
    if (value.startsWith('@')) leave(request, option, FILE);
    else request.json = (request.json ?? '') + value;
  },
  form: takePart,
  'form-string': (request, value) => void request.parts.push(pairOf(value)),
  'upload-file': (request, _, option) => {
    request.isUpload = true;
    leave(request, option, REASONS['upload-file'] ?? '');
  },
  user: (request, value) => void (request.user = value),
  'oauth2-bearer': (request, value) => void (request.bearer = value),
  digest: (request) => void (request.isDigest = true),
  'aws-sigv4': (request, value) => void (request.aws = value),
  'max-time': takeTimeout,
  'max-redirs': (request, value, option) => {
    if (value === '0') request.noRedirects = true;
    else leave(request, option, 'At most five redirects are followed.');
  },
};

const FILE = 'Files are not read; choose the file in the step.';

/** What the options of a command say of its request. */
export function curlRequest(options: readonly CurlOption[]): CurlRequest {
  const request: CurlRequest = {
    ...{ urls: [], headers: [], data: [], query: [], parts: [], left: [] },
    ...{ isHead: false, isGet: false, isUpload: false, isDigest: false, noRedirects: false },
    ...{ method: undefined, json: undefined, user: undefined, bearer: undefined },
    ...{ aws: undefined, timeout: undefined },
  };
  for (const option of options) {
    const { name, value } = option;
    const take = Object.hasOwn(TAKEN, name) ? TAKEN[name] : undefined;
    if (take !== undefined) take(request, value, option);
    else if (!NO_MATTER.has(name)) leave(request, option, REASONS[name] ?? 'It is not known here.');
  }
  return request;
}

/** A value may be a secret: of what is left the name alone is told. */
function leave({ left }: CurlRequest, { written }: CurlOption, reason: string): void {
  left.push({ option: written, reason });
}

/** These the connection sets by itself, or they are of HTTP/2. */
const OWN =
  /^(?::.*|host|content-length|transfer-encoding|connection|keep-alive|upgrade|te|trailer|expect|proxy-.*)$/i;

function takeHeader(request: CurlRequest, value: string, option: CurlOption): void {
  if (value.startsWith('@')) return leave(request, option, FILE);
  const [, name = '', separator, text = ''] = /^(:?[^:;]+)([:;])([^]*)$/.exec(value) ?? [];
  const written = { ...option, written: `${option.written} ${name.trim()}` };
  if (separator === undefined) return leave(request, option, 'It is no header.');
  if (OWN.test(name.trim())) return leave(request, written, 'The connection sets it by itself.');
  if (separator === ':' && text.trim() === '') {
    return leave(request, written, 'It takes away a header that is not sent anyway.');
  }
  request.headers.push([name.trim(), text.trim()]);
}

function takeData(request: CurlRequest, value: string, option: CurlOption): void {
  if (value.startsWith('@')) leave(request, option, FILE);
  else request.data.push(value);
}

/** `content`, `=content`, `name=content`; `@file` and `name@file` are files. */
function takeEncoded(
  list: string[],
  request: CurlRequest,
  value: string,
  option: CurlOption,
): void {
  const [, name = '', sign] = /^([^=@]*)([=@])/.exec(value) ?? [];
  if (sign === '@') return leave(request, option, FILE);
  const content = sign === '=' ? value.slice(name.length + 1) : value;
  list.push((name === '' || sign === undefined ? '' : `${name}=`) + percentEncoded(content));
}

/** As curl does: all but letters, digits and -._~. */
function percentEncoded(text: string): string {
  return encodeURIComponent(text.toWellFormed()).replace(
    /[!'()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function takePart(request: CurlRequest, value: string, option: CurlOption): void {
  const [name, content] = pairOf(value);
  const written = { ...option, written: `${option.written} ${name}` };
  if (/^[@<]/.test(content)) return leave(request, written, FILE);
  const [, text = content, more = ''] =
    /^"((?:[^"\\]|\\[^])*)"(;[^]*)?$/.exec(content) ??
    /^([^]*?)(;(?:type|filename|headers|encoder)=[^]*)?$/.exec(content) ??
    [];
  if (more !== '') leave(request, written, `${more.slice(1)} is not sent with the part.`);
  const isQuoted = content.startsWith('"');
  request.parts.push([name, isQuoted ? text.replace(/\\(["\\])/g, '$1') : text]);
}

function pairOf(value: string): [name: string, value: string] {
  const at = value.indexOf('=');
  return at < 0 ? [value, ''] : [value.slice(0, at), value.slice(at + 1)];
}

const LONGEST_S = 600;

function takeTimeout(request: CurlRequest, value: string, option: CurlOption): void {
  const seconds = Number(value);
  if (!(seconds > 0 && seconds <= LONGEST_S)) {
    return leave(request, option, 'A time limit is more than nothing and at most 10 minutes.');
  }
  request.timeout = Number.isInteger(seconds)
    ? `${seconds}s`
    : `${Math.max(1, Math.round(seconds * 1000))}ms`;
}
