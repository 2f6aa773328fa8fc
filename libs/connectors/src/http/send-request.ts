import {
  AppError,
  effectOfMethod,
  type CodeContext,
  type CodePrepared,
  type JsonObject,
  type JsonValue,
} from '@millrace/connector-kit';
import { commonHeaders, commonQuery } from './common-values.ts';
import { expectedStatuses } from './expected-statuses.ts';
import { CallFiles } from './files.ts';
import { writePairs, type Pair } from './form-pairs.ts';
import { pageBody, pageQuery, pagesOf } from './further-pages.ts';
import { textOf, textsOf, wrong } from './input-values.ts';
import { bodyOf } from './request-body.ts';
import { timeoutOf } from './time-limit.ts';

const REDIRECTS = 5;

/** `http.request`: one call to any address, or one for each page of a list. */
export async function sendRequest({
  account,
  input,
  files: kept,
  call,
}: CodeContext): Promise<JsonValue> {
  const url = textOf(input['url'], '');
  const app = URL.parse(url)?.host ?? 'The target';
  const files = new CallFiles(kept);
  const pages = pagesOf(input);
  const prepare = preparing(account, input, files);
  const first = prepare(undefined);
  const answer = await call({
    app,
    prepare: (page) => (page === undefined ? first : prepare(page)),
    pages,
    expects: expectedStatuses(input['expect']),
    files: files.room(),
  });
  const { status, headers, body, redirects } = answer;
  if (input['read_as'] === 'xml' && typeof body === 'string' && status < 300) {
    const reason = 'it is to be read as XML and is none';
    throw new AppError('ANSWER_UNREADABLE', { app, reason }, { details: { status } });
  }
  return { status, headers, body, redirects };
}

/** The request of each page. Throws INPUT_INVALID, and CONNECTION_INVALID for what all calls have. */
function preparing(
  account: CodeContext['account'],
  input: JsonObject,
  files: CallFiles,
): (page: JsonObject | undefined) => CodePrepared {
  const method = methodOf(input);
  const url = textOf(input['url'], '');
  const given = headersOf(account, input);
  const query = queryOf(account, input);
  const timeoutMs = timeoutOf(input['timeout']);
  const body = (page: JsonObject | undefined) =>
    bodyOf({ ...input, body: pageBody(input, input['body'] ?? null, page) }, given, files);
  const first = body(undefined);
  return (page) => ({
    method,
    effect: effectOfMethod(method),
    url,
    query: [...query(page), ...pageQuery(input, page)],
    ...(page === undefined || input['page_in'] !== 'body' ? first : body(page)),
    readAs: readAsOf(input['read_as']),
    redirects: input['redirects'] === 'none' ? 0 : REDIRECTS,
    keepMethod: input['redirects'] === 'keep_method',
    timeoutMs,
  });
}

/** These do not carry a message to the application: a proxy is asked, or what was sent is echoed. */
const REFUSED = new Set(['CONNECT', 'TRACE']);

function methodOf({ method, method_name: name }: JsonObject): string {
  if (method !== 'other') return textOf(method, 'GET');
  const own = textOf(name, '');
  if (!REFUSED.has(own.toUpperCase())) return own;
  throw wrong(['method_name'], `The method ${own} cannot be sent.`);
}

/** XML stays text unless it is asked for as an object. */
function readAsOf(value: JsonValue | undefined): CodePrepared['readAs'] {
  switch (value) {
    case 'json':
    case 'text':
    case 'xml':
    case 'form':
    case 'file':
    case 'none':
      return value;
    default:
      return 'plain';
  }
}

/** Names in lower case; those of the step before those of all calls. */
function headersOf(account: CodeContext['account'], input: JsonObject): Record<string, string> {
  const own = Object.entries(textsOf('headers', input['headers']));
  const all = [...commonHeaders(account), ...own];
  return Object.fromEntries(all.map(([name, value]) => [name.toLowerCase(), value]));
}

type Query = (page: JsonObject | undefined) => Pair[];

function queryOf(account: CodeContext['account'], input: JsonObject): Query {
  const written = URL.parse(textOf(input['url'], ''))?.searchParams;
  const own = writePairs('query', input['query'], input['style']);
  const names = new Set([...own.map(([name]) => name), ...(written?.keys() ?? [])]);
  const common = commonQuery(account).filter(([name]) => !names.has(name));
  const all = [...common, ...own];
  return (page) => {
    const replaced = new Set(pageQuery(input, page).map(([name]) => name));
    const twice = [...replaced].find((name) => written?.has(name) === true);
    if (twice === undefined) return all.filter(([name]) => !replaced.has(name));
    const message = `The URL has "${twice}" already, which goes on from page to page; take it out there.`;
    throw wrong(['url'], message);
  };
}
