import type { Request, Response } from 'express';
import type { SessionCall } from './session.service.ts';

export function callOf(request: Request): SessionCall {
  const { cookie, 'user-agent': userAgent } = request.headers;
  return { cookie, userAgent, address: request.socket.remoteAddress ?? 'unknown' };
}

export function setCookies(response: Response, cookies: readonly string[]): void {
  for (const cookie of cookies) response.append('Set-Cookie', cookie);
}
