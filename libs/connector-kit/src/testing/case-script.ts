import { isDeepStrictEqual } from 'node:util';
import { AppError, type CaseCall, type JsonValue } from '@millrace/model';
import type { HttpResponse } from '../http/answer.ts';
import type { HttpClient, HttpRequest } from '../http/http-client.ts';
import { answerOfCase } from '../trial/case-answer.ts';
import type { Account } from '../interpreter/account.ts';

/** The application of a case: answers in order, and notes what is not as it should be. */
export class Script implements HttpClient {
  account: Account | undefined;
  private readonly calls: readonly CaseCall[];
  private readonly found: string[] = [];
  private at = 0;
  private passed = 0;

  constructor(calls: readonly CaseCall[]) {
    this.calls = calls;
  }

  now(start: string): Date {
    return new Date(Date.parse(start) + this.passed);
  }

  pass(ms: number): void {
    this.passed += ms;
  }

  request(request: HttpRequest): Promise<HttpResponse> {
    const call = this.calls[this.at];
    this.at += 1;
    if (call === undefined) {
      this.found.push(`call ${this.at} is not in the case: ${request.method} ${request.url}`);
      return Promise.reject(unavailable(request.app));
    }
    this.found.push(
      ...compareSent(call.sent, request, this.account).map((one) => `call ${this.at}: ${one}`),
    );
    const { answer } = call;
    if (answer === undefined) return Promise.reject(unavailable(request.app));
    return Promise.resolve(answerOfCase(answer));
  }

  connect({ app }: { app: string }): Promise<never> {
    return Promise.reject(unavailable(app));
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  differences(): string[] {
    const missing = this.calls
      .slice(this.at)
      .map(({ sent }) => `not called: ${sent.method} ${sent.url}`);
    return [...this.found, ...missing];
  }
}

function unavailable(app: string): AppError {
  return new AppError('CALL_UNAVAILABLE', { app, reason: 'no whole answer came in time.' });
}

function compareSent(
  sent: CaseCall['sent'],
  request: HttpRequest,
  account: Account | undefined,
): string[] {
  const [url = '', search = ''] = filled(sent.url, account).split('?');
  const [called = '', own = ''] = request.url.split('?');
  const pairs = [...new URLSearchParams(own), ...(request.query ?? [])];
  const wanted =
    sent.query ?? (search === '' ? undefined : queryOf([...new URLSearchParams(search)]));
  const headers = { ...request.headers, ...request.credentials };
  const differing = Object.entries(sent.headers ?? {}).filter(
    ([name, value]) => headers[name.toLowerCase()] !== value,
  );
  return [
    ...(sent.method === request.method ? [] : [`method is ${request.method}`]),
    ...(url === called ? [] : [`url is ${called}, not ${url}`]),
    ...(wanted === undefined || isDeepStrictEqual(queryOf(pairs), wanted)
      ? []
      : [`query is ${JSON.stringify(queryOf(pairs))}, not ${JSON.stringify(wanted)}`]),
    ...differing.map(
      ([name, value]) =>
        `header ${name} is ${headers[name.toLowerCase()] ?? 'absent'}, not ${value}`,
    ),
    ...compareBody(sent.body, request.body),
  ];
}

/** Secrets stand in the addresses of cases as their names. */
function filled(url: string, account: Account | undefined): string {
  return url.replaceAll(
    /\{([a-z][a-z0-9_]*)\}/g,
    (hole, name: string) => account?.texts[name] ?? hole,
  );
}

function queryOf(pairs: readonly (readonly [string, string])[]): Record<string, string | string[]> {
  const query: Record<string, string | string[]> = {};
  for (const [name, value] of pairs) {
    const known = query[name];
    query[name] =
      known === undefined ? value : [...(Array.isArray(known) ? known : [known]), value];
  }
  return query;
}

function compareBody(wanted: JsonValue | undefined, body: HttpRequest['body']): string[] {
  if (wanted === undefined) return [];
  const got = bodyAsData(body);
  const isSame = isDeepStrictEqual(plain(got), plain(wanted));
  return isSame ? [] : [`body is ${JSON.stringify(got)}, not ${JSON.stringify(wanted)}`];
}

/** JSON as a value, forms as their text, parts as an object, anything else as text. */
function bodyAsData(body: HttpRequest['body']): JsonValue {
  if (body === undefined) return null;
  if ('json' in body) return body.json;
  if ('form' in body)
    return new URLSearchParams(
      body.form.map(([name, value]): [string, string] => [name, value]),
    ).toString();
  if ('parts' in body) {
    return Object.fromEntries(
      body.parts.map((part) => [
        part.name,
        'value' in part ? part.value : { file: part.file.name },
      ]),
    );
  }
  if ('bytes' in body) return { bytes: body.bytes.byteLength };
  return /json/.test(body.type) ? (JSON.parse(body.text) as JsonValue) : body.text;
}

/** As JSON has it, for comparing. */
export function plain(value: JsonValue): unknown {
  return JSON.parse(JSON.stringify(value)) as unknown;
}
