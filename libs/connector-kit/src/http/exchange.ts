import { isAppError } from '@millrace/model';
import type { Agent, Dispatcher } from 'undici';
import { tooLarge } from './answer.ts';

/** What came back, before it is read as anything. */
export interface RawAnswer {
  status: number;
  headers: Readonly<Record<string, string | string[] | undefined>>;
  bytes: Buffer;
}

/** An answer that began and did not end: the call was made, whatever its caller gets to read. */
export class AnswerCutShort extends Error {
  override readonly name = 'AnswerCutShort';
  readonly status: number;

  constructor(status: number, cause: Error) {
    super(`The answer with status ${status} broke off.`, { cause });
    this.status = status;
  }
}

/** What an exchange must not exceed. */
export interface ExchangeLimits {
  /** Names the target in errors. */
  app: string;
  /** Milliseconds for everything, from the wait for a connection to the last byte. */
  ms: number;
  /** Most bytes of the answer. */
  bytes: number;
  /** Calls it off. */
  signal: AbortSignal | undefined;
}

/**
 * One request and its whole answer. Works on undici's handlers, below its streams and signals: those
 * cost more than all else a small call does. Rejects with ANSWER_TOO_LARGE, a TimeoutError, the
 * reason of the signal, or what went wrong on the way, as the cause of {@link AnswerCutShort} when
 * the answer had begun.
 */
export function exchange(
  agent: Agent,
  request: Dispatcher.DispatchOptions,
  limits: ExchangeLimits,
): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const one = new Exchange(request.method, limits, resolve, reject);
    if (one.begin()) agent.dispatch(request, one);
  });
}

/** States: waiting for a connection → under way → ended. What comes after the end changes nothing. */
class Exchange implements Dispatcher.DispatchHandler {
  private readonly method: string;
  private readonly limits: ExchangeLimits;
  private readonly resolve: (answer: RawAnswer) => void;
  private readonly reject: (error: Error) => void;
  private controller: Dispatcher.DispatchController | undefined;
  private status = 0;
  private headers: RawAnswer['headers'] = {};
  private readonly chunks: Buffer[] = [];
  private size = 0;
  private failure: Error | undefined;
  private timer: NodeJS.Timeout | undefined;
  private readonly onAbort = (): void => this.fail(reasonOf(this.limits.signal));

  constructor(
    method: string,
    limits: ExchangeLimits,
    resolve: (answer: RawAnswer) => void,
    reject: (error: Error) => void,
  ) {
    this.method = method;
    this.limits = limits;
    this.resolve = resolve;
    this.reject = reject;
  }

  /** False when it was called off before it began. */
  begin(): boolean {
    const { signal, ms } = this.limits;
    if (signal?.aborted === true) {
      this.onAbort();
      return false;
    }
    signal?.addEventListener('abort', this.onAbort, { once: true });
    this.timer = setTimeout(() => {
      this.fail(new DOMException('The time is up.', 'TimeoutError'));
    }, ms);
    return true;
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.controller = controller;
    // It ended while it waited for a connection: nothing may be sent any more.
    if (this.failure !== undefined) controller.abort(this.failure);
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: RawAnswer['headers'],
  ): void {
    if (status < 200) return;
    this.status = status;
    this.headers = headers;
    // To HEAD it is the length of what is not sent.
    const announced = this.method === 'HEAD' ? 0 : Number(headers['content-length'] ?? 0);
    if (announced > this.limits.bytes) this.failTooLarge();
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.size += chunk.length;
    if (this.size > this.limits.bytes) this.failTooLarge();
    else this.chunks.push(chunk);
  }

  onResponseEnd(): void {
    if (this.failure !== undefined) return;
    this.cleanUp();
    const [only] = this.chunks;
    const bytes =
      this.chunks.length === 1 && only !== undefined ? only : Buffer.concat(this.chunks, this.size);
    this.resolve({ status: this.status, headers: this.headers, bytes });
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.fail(error);
  }

  private failTooLarge(): void {
    const { app, bytes: limit } = this.limits;
    this.fail(tooLarge(app, this.status, limit));
  }

  private fail(error: Error): void {
    if (this.failure !== undefined) return;
    this.failure = error;
    this.cleanUp();
    const begun = this.status > 0 && !isAppError(error);
    this.reject(begun ? new AnswerCutShort(this.status, error) : error);
    this.controller?.abort(error);
  }

  private cleanUp(): void {
    clearTimeout(this.timer);
    this.limits.signal?.removeEventListener('abort', this.onAbort);
  }
}

function reasonOf(signal: AbortSignal | undefined): Error {
  const reason: unknown = signal?.reason;
  return reason instanceof Error ? reason : new DOMException('Called off.', 'AbortError');
}
