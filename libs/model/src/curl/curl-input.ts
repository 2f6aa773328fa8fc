import { AppError } from '../errors/app-error.ts';
import type { JsonObject } from '../json.ts';
import { curlBody } from './curl-body.ts';
import { curlCredentials, type CurlCredentials } from './curl-credentials.ts';
import { curlOptions } from './curl-options.ts';
import { curlRequest, type CurlRemainder, type CurlRequest } from './curl-request.ts';
import { cmdWords, posixWords, type ShellWords } from './shell-words.ts';

/** A curl command as a call of `http.request`. */
export interface CurlInput {
  /** The values of the step's fields: plain data, no mappings. No credential is among them. */
  input: JsonObject;
  /** What says who calls, as values for connections of the HTTP connector. */
  credentials: CurlCredentials[];
  /** What could not be taken over, with the reason; no value of an option is quoted. */
  left: CurlRemainder[];
}

const LONGEST = 1_000_000;

/**
 * Reads a curl command line, as curl's documentation writes them and browsers copy them, for a POSIX shell or
 * for cmd.exe. Nothing in it is evaluated and no file is read. Throws CURL_INVALID.
 */
export function curlInput(text: string): CurlInput {
  if (text.length > LONGEST) throw invalid(`it has more than ${LONGEST} characters`);
  const { words, unfilled, rest } = wordsOf(text.trim().replaceAll('\r\n', '\n'));
  const [command = '', ...more] = words;
  if (!/(^|[/\\])curl(\.exe)?$/i.test(command)) throw invalid('it does not begin with curl');
  const request = curlRequest(curlOptions(more));
  const { url, user } = addressOf(request);
  const { headers, credentials } = curlCredentials(request, user);
  const { headers: sent, ...body } = curlBody(request, headers);
  const input: JsonObject = {
    ...methodOf(request, 'body' in body),
    url,
    ...(Object.keys(sent).length === 0 ? {} : { headers: sent }),
    ...body,
    ...(request.timeout === undefined ? {} : { timeout: request.timeout }),
    ...(request.noRedirects ? { redirects: 'none' } : {}),
  };
  const left = [
    ...request.left,
    ...unfilled.map((option) => ({
      option,
      reason: 'Nothing is filled in for it: it stays text.',
    })),
    ...(rest === '' ? [] : [{ option: firstWord(rest), reason: 'Only the one command is read.' }]),
  ];
  return { input, credentials, left };
}

function wordsOf(text: string): ShellWords {
  const found = isCmd(text) ? cmdWords(text) : posixWords(text);
  if (found === undefined) throw invalid('a quote in it does not end');
  return found;
}

/** By the first quote, or where that is a double one, by how lines go on and quotes are doubled. */
function isCmd(text: string): boolean {
  const [first = ''] = /\^?["']/.exec(text) ?? [];
  if (first.endsWith("'")) return false;
  if (first.startsWith('^') || text.includes('^\n')) return true;
  return !text.includes('\\\n') && /\S""|""[^\s"]/.test(text);
}

function firstWord(text: string): string {
  return text.split(/\s/, 1)[0] ?? '';
}

/** The address with what is sent in its query, and who calls where that stands in it. */
function addressOf(request: CurlRequest): { url: string; user: string | undefined } {
  const { urls, data, query, isGet, left } = request;
  const [first, ...others] = urls;
  if (first === undefined) throw invalid('it names no address');
  for (const { length } of others) {
    left.push({
      option: 'url',
      reason: `Another address, of ${length} characters, is not called.`,
    });
  }
  if (/[[{][^\]}]*[,-][^\]}]*[\]}]/.test(first)) {
    left.push({ option: 'url', reason: 'Brackets and braces in the address are not expanded.' });
  }
  const url = URL.parse(/^[a-z][a-z\d+.-]*:\/\//i.test(first) ? first : `http://${first}`);
  if (url === null || !/^https?:$/.test(url.protocol)) throw invalid('its address is not of HTTP');
  const user =
    url.username === '' && url.password === ''
      ? undefined
      : `${decoded(url.username)}:${decoded(url.password)}`;
  url.username = '';
  url.password = '';
  url.hash = '';
  const added = [...query, ...(isGet ? data : [])].filter((one) => one !== '');
  if (added.length > 0) url.search = [url.search.slice(1), ...added].filter(Boolean).join('&');
  return { url: url.href, user };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

const KNOWN = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'];

function methodOf(request: CurlRequest, hasBody: boolean): JsonObject {
  const { method, isHead, isUpload, isGet, data, json, parts } = request;
  const posts = hasBody || (!isGet && data.length > 0) || json !== undefined || parts.length > 0;
  const usual = isHead ? 'HEAD' : isUpload ? 'PUT' : posts ? 'POST' : 'GET';
  const named = method ?? usual;
  return KNOWN.includes(named) ? { method: named } : { method: 'other', method_name: named };
}

function invalid(reason: string): AppError {
  return new AppError('CURL_INVALID', { reason });
}
