import { isAppError } from '@millrace/model';
import {
  isSafe,
  type HttpClient,
  type HttpRequest,
  type HttpResponse,
} from '@millrace/connector-kit';

/** Makes calls, and knows whether one of them may have made something. */
export class WatchedClient implements HttpClient {
  /** True once a write went out that was not refused. */
  mayHaveWritten = false;
  private readonly inner: HttpClient;

  constructor(inner: HttpClient) {
    this.inner = inner;
  }

  async request(request: HttpRequest): Promise<HttpResponse> {
    if (isSafe(request.method)) return this.inner.request(request);
    const before = this.mayHaveWritten;
    this.mayHaveWritten = true;
    try {
      const answer = await this.inner.request(request);
      if (answer.status >= 400 && answer.status < 500) this.mayHaveWritten = before;
      return answer;
    } catch (error) {
      // Any other error says that nothing was sent, or that an answer came.
      if (isAppError(error) && NOT_SENT.has(error.code)) this.mayHaveWritten = before;
      throw error;
    }
  }

  connect(target: Parameters<HttpClient['connect']>[0]): ReturnType<HttpClient['connect']> {
    return this.inner.connect(target);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

const NOT_SENT = new Set([
  'URL_INVALID',
  'HEADER_INVALID',
  'EGRESS_BLOCKED',
  'CERTIFICATE_UNTRUSTED',
]);
