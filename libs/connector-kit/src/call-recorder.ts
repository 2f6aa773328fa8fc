import type { RecordedCall, RecordedCalls } from '@millrace/model';
import { shorten } from './call-error.ts';
import type { HttpResponse } from './http/answer.ts';
import type { RequestBody } from './http/request-body.ts';
import type { Redact } from './redact.ts';

/** A request as it is recorded: without what the kit places for the account. */
export interface SentCall {
  method: string;
  /** The address without `query`. */
  url: string;
  query?: readonly (readonly [name: string, value: string])[] | undefined;
  headers?: Readonly<Record<string, string>> | undefined;
  body: RequestBody | undefined;
  /** Hides what the account must not show. */
  hide: Redact;
}

/** The first and the last of many calls are kept, as many of either. */
const EACH_END = 5;
/** Characters kept of what a call sent when its try went well; its input has the rest. */
const SHORT_HEAD = 1_024;
/** Characters kept of a body when its try failed. */
const LONG_HEAD = 4_096;
const LONGEST_URL = 1_000;
const LONGEST_HEADER = 500;
const MOST_HEADERS = 40;

interface Made {
  sent: SentCall;
  /** The beginning of the body. */
  head: string | undefined;
  ms: number;
  answer: HttpResponse | { error: unknown };
}

/**
 * Keeps the calls of one try. Nothing is scrubbed or written down before it is asked for: what a try
 * that went well shows of its calls is little.
 */
export class CallRecorder {
  private readonly made: Made[] = [];
  private leftOut = 0;

  /** Makes a call and notes what came of it. */
  async note(sent: SentCall, make: () => Promise<HttpResponse>): Promise<HttpResponse> {
    const head = sent.body === undefined ? undefined : headOf(sent.body);
    const began = performance.now();
    try {
      const answer = await make();
      this.add({ sent, head, ms: performance.now() - began, answer });
      return answer;
    } catch (error) {
      this.add({ sent, head, ms: performance.now() - began, answer: { error } });
      throw error;
    }
  }

  /** The calls so far, `inFull` for a try that failed; undefined when there was none. */
  calls(inFull: boolean): RecordedCalls | undefined {
    if (this.made.length === 0) return undefined;
    return { list: this.made.map((one) => recorded(one, inFull)), leftOut: this.leftOut };
  }

  private add(made: Made): void {
    this.made.push(made);
    if (this.made.length <= 2 * EACH_END) return;
    this.made.splice(EACH_END, 1);
    this.leftOut += 1;
  }
}

function recorded({ sent, head, ms, answer }: Made, inFull: boolean): RecordedCall {
  const { method, url, query = [], hide } = sent;
  const whole =
    query.length === 0 ? url : `${url}${url.includes('?') ? '&' : '?'}${pairsText(query)}`;
  const call: RecordedCall = {
    method,
    url: hide(shorten(whole, LONGEST_URL)),
    ms: Math.round(ms),
  };
  if (head !== undefined) call.sent = hide(shorten(head, inFull ? LONG_HEAD : SHORT_HEAD));
  if ('error' in answer) call.error = hide(reasonOf(answer.error));
  else {
    call.status = answer.status;
    call.bytes = answer.bytes ?? 0;
    const { redirects = [] } = answer;
    if (redirects.length > 0) {
      call.redirects = redirects.map((one) => ({ ...one, url: hide(one.url) }));
    }
  }
  return inFull ? { ...call, ...details(sent, answer) } : call;
}

function details({ headers = {}, hide }: SentCall, answer: Made['answer']): Partial<RecordedCall> {
  const sent = { headers: plainHeaders(headers, hide) };
  if ('error' in answer) return sent;
  const { text, file } = answer;
  const said =
    file === undefined ? text : `${file.name} (${file.type}, ${file.bytes.byteLength} bytes)`;
  return {
    ...sent,
    answer_headers: plainHeaders(answer.headers, hide),
    ...(said === undefined ? {} : { answer: hide(shorten(said, LONG_HEAD)) }),
  };
}

/** Headers whose values say who calls, whatever their value is. */
const CREDENTIALS = /^(proxy-)?authorization$|^(set-)?cookie2?$|token|secret|passw|api[-_]?key/i;

function plainHeaders(headers: Readonly<Record<string, string>>, hide: Redact) {
  const shown = Object.entries(headers).filter(([name]) => !CREDENTIALS.test(name));
  return Object.fromEntries(
    shown
      .slice(0, MOST_HEADERS)
      .map(([name, value]) => [hide(name), hide(shorten(value, LONGEST_HEADER))]),
  );
}

/** The beginning of a body, without holding on to all of it. */
function headOf(body: RequestBody): string | undefined {
  if ('text' in body) return cut(body.text);
  if ('json' in body) return cut(JSON.stringify(body.json));
  if ('form' in body) return cut(pairsText(body.form));
  if ('bytes' in body) return `(${body.type}, ${body.bytes.byteLength} bytes)`;
  const parts = body.parts.map((part) =>
    'value' in part
      ? `${part.name}: ${part.value}`
      : `${part.name}: ${part.file.name} (${part.file.type}, ${part.file.bytes.byteLength} bytes)`,
  );
  return cut(parts.join('\n'));
}

function pairsText(pairs: NonNullable<SentCall['query']>): string {
  const written = new URLSearchParams();
  for (const [name, value] of pairs) written.append(name, value);
  return written.toString();
}

/** A slice of a long text would keep the whole of it in memory. */
function cut(text: string): string {
  if (text.length <= 2 * LONG_HEAD) return text;
  return Buffer.from(text.slice(0, LONG_HEAD + 1)).toString();
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
