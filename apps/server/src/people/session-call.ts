import type { Request, Response } from 'express';
import type { ServerConfig } from '../config/config.token.ts';
import { addressOf } from '../http/forwarded.ts';
import type { SessionCall } from './session.service.ts';

export function callOf(
  request: Request,
  config: Pick<ServerConfig, 'trustedProxies'>,
): SessionCall {
  const { cookie, 'user-agent': userAgent } = request.headers;
  return { cookie, userAgent, address: addressOf(request, config.trustedProxies) };
}

export function setCookies(response: Response, cookies: readonly string[]): void {
  for (const cookie of cookies) response.append('Set-Cookie', cookie);
}
