import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { AppError } from '@millrace/model';
import { hasCode } from '../config/data-dir.ts';

type Handler = (request: IncomingMessage, response: ServerResponse) => unknown;

/** What serves requests once the server is ready. Absent parts belong to other roles. */
export interface Routes {
  hooks?: Handler | undefined;
  api?: Handler | undefined;
  /** Resolves when the database answers. */
  checkReady(): Promise<void>;
  /** Called with what went wrong while answering: the request fails, the process goes on. */
  onFault?(error: unknown): void;
}

/** A legal webhook body of 25 MB over a slow line takes a while; headers do not. */
const REQUEST_TIMEOUT_MS = 120_000;
const HEADERS_TIMEOUT_MS = 15_000;
const KEEP_ALIVE_MS = 65_000;
/** A request under way when the server stops leaves its connection idle when it is answered. */
const IDLE_CHECK_MS = 100;

/**
 * The one listening port. It is taken before anything slow starts, so an occupied port is an error
 * at once, and answers 503 until `open` is called. The trigger URLs do not pass through Nest.
 */
export class Listener {
  private routes: Routes | undefined;
  private closing = false;
  readonly server: Server;

  constructor() {
    this.server = createServer(
      {
        requestTimeout: REQUEST_TIMEOUT_MS,
        headersTimeout: HEADERS_TIMEOUT_MS,
        keepAliveTimeout: KEEP_ALIVE_MS,
        connectionsCheckingInterval: 5_000,
      },
      (request, response) => this.receive(request, response),
    );
  }

  /** Throws PORT_IN_USE or CONFIG_INVALID. Resolves with the port in use. */
  async listen(port: number, host: string): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', (error) => reject(listenError(error, port, host)));
      this.server.listen(port, host, resolve);
    });
    const address = this.server.address();
    return typeof address === 'object' && address !== null ? address.port : port;
  }

  open(routes: Routes): void {
    this.routes = routes;
  }

  /** Takes no more connections; resolves when the last request is answered or `ms` have passed. */
  async close(ms: number): Promise<void> {
    this.closing = true;
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
    const force = setTimeout(() => this.server.closeAllConnections(), ms);
    const idle = setInterval(() => this.server.closeIdleConnections(), IDLE_CHECK_MS);
    this.server.closeIdleConnections();
    await closed;
    clearInterval(idle);
    clearTimeout(force);
  }

  /** Nothing that goes wrong with one request may reach the process. */
  private receive(request: IncomingMessage, response: ServerResponse): void {
    // Without a listener a write to an answer that has ended, or to a sender that has gone, is fatal.
    request.on('error', () => undefined);
    response.on('error', (error) => this.routes?.onFault?.(error));
    const reason = lineFault(request);
    if (reason !== undefined) {
      refuseLine(response, reason);
      return;
    }
    if (request.url?.startsWith('/') !== true) request.url = originForm(request.url ?? '/');
    this.handle(request, response).catch((error: unknown) => {
      this.routes?.onFault?.(error);
      response.destroy();
    });
  }

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    // A sender that keeps its connection would be served here for as long as it sends.
    if (this.closing) response.shouldKeepAlive = false;
    const path = (request.url ?? '/').split('?', 1)[0] ?? '/';
    if (path === '/healthz') {
      text(response, 200, 'ok');
      return;
    }
    if (path === '/readyz') return this.ready(response);
    const handler = path.startsWith('/hooks/') ? this.routes?.hooks : this.routes?.api;
    if (handler !== undefined) {
      await handler(request, response);
      return;
    }
    if (this.routes !== undefined) {
      text(response, 404, 'not served by this process');
      return;
    }
    response.setHeader('Retry-After', '1');
    text(response, 503, 'starting');
  }

  private async ready(response: ServerResponse): Promise<void> {
    try {
      if (this.routes === undefined) throw new Error('starting');
      await this.routes.checkReady();
      text(response, 200, 'ready');
    } catch {
      text(response, 503, 'not ready');
    }
  }
}

/** Why a request line cannot be served, as RFC 9112 has it; undefined when it can. */
function lineFault({
  httpVersionMajor,
  rawHeaders,
  url = '',
}: IncomingMessage): string | undefined {
  if (httpVersionMajor < 1) return 'it is older than HTTP/1.0';
  const hosts = rawHeaders.filter((name, at) => at % 2 === 0 && name.toLowerCase() === 'host');
  if (hosts.length > 1) return 'it has more than one Host header';
  if (!/^(\/|https?:\/\/|\*$)/i.test(url)) return 'its target is not a path';
  return undefined;
}

function refuseLine(response: ServerResponse, reason: string): void {
  const error = new AppError('REQUEST_LINE_REFUSED', { reason });
  response.setHeader('Connection', 'close');
  text(response, error.status, `${error.message} ${error.hint}`);
}

/** A whole address, as for a proxy, asks for its path (RFC 9112 §3.2.2). */
function originForm(target: string): string {
  return target.replace(/^https?:\/\/[^/?#]*/i, '').replace(/^(?!\/|\*$)/, '/');
}

function text(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, { 'Content-Type': 'text/plain' });
  response.end(`${body}\n`);
}

function listenError(error: Error, port: number, host: string): Error {
  if (hasCode(error, 'EADDRINUSE')) return new AppError('PORT_IN_USE', { port, host });
  const name = hasCode(error, 'EACCES') ? 'MILLRACE_PORT' : 'MILLRACE_HOST';
  return new AppError('CONFIG_INVALID', { name, reason: error.message }, { cause: error });
}
