import { request as callPlain } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createSecureContext } from 'node:tls';
import type { Authority } from './certificates.ts';

/** A request as it came over the wire. */
export interface WireRequest {
  method: string;
  host: string;
  /** Path and query. */
  path: string;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

/** What a scripted application answers. */
export interface WireAnswer {
  status: number;
  headers: Record<string, string>;
  body: Buffer;
}

type Script = (request: WireRequest) => WireAnswer | undefined;

/**
 * All vendors at once, over TLS: a server that has a certificate for every host. A host either leads
 * to an independent server on loopback, or is answered from a script; every request is kept.
 */
export class Street {
  readonly requests: WireRequest[] = [];
  private readonly routes = new Map<string, string>();
  private readonly server: Server;
  private script: Script = () => undefined;

  private constructor(authority: Authority) {
    const context = (host: string) => createSecureContext(authority.of(host));
    this.server = createServer(
      { SNICallback: (host, done) => done(null, context(host)), ALPNProtocols: ['http/1.1'] },
      (request, response) => this.take(request, response),
    );
  }

  static async open(authority: Authority): Promise<Street> {
    const street = new Street(authority);
    await new Promise<void>((resolve) => street.server.listen(0, '127.0.0.1', resolve));
    return street;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** From now on hosts lead to these servers (host → address), and the others are answered from the script. */
  lead(routes: Readonly<Record<string, string>>): void {
    this.routes.clear();
    for (const [host, address] of Object.entries(routes)) this.routes.set(host, address);
  }

  /** Forgets the requests so far; from now on the answers are these. */
  play(script: Script): void {
    this.requests.length = 0;
    this.script = script;
  }

  close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  private take(request: IncomingMessage, response: ServerResponse): void {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url: path = '', headers } = request;
      const host = (headers.host ?? '').replace(/:\d+$/, '');
      const seen = { method, host, path, headers, body: Buffer.concat(chunks) };
      this.requests.push(seen);
      const target = this.routes.get(host);
      if (target !== undefined) return passOn(seen, target, response);
      const answer = this.script(seen) ?? UNKNOWN;
      response.writeHead(answer.status, answer.headers);
      response.end(answer.body);
    });
  }
}

const UNKNOWN: WireAnswer = {
  status: 404,
  headers: { 'content-type': 'application/json' },
  body: Buffer.from('{"message":"No case answers this."}'),
};

/** The server of a route sees the request as it came, its own address in place of the vendor's. */
function passOn(seen: WireRequest, target: string, response: ServerResponse): void {
  const { method, path, headers, body } = seen;
  const url = new URL(target);
  const own = { ...headers, host: url.host };
  const call = callPlain(
    { hostname: url.hostname, port: url.port, method, path, headers: own },
    (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    },
  );
  call.on('error', () => response.writeHead(502).end());
  call.end(body);
}
