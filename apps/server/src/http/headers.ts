import { AppError } from '@millrace/model';
import type { NextFunction, Request, Response } from 'express';

/** Mantine sets sizes in style attributes, hence 'unsafe-inline' for styles; never for scripts. */
const POLICY = [
  "default-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

const HEADERS = {
  'Content-Security-Policy': POLICY,
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'same-origin',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
};

/** The names of what {@link securityHeaders} sets, in lower case. */
export const SECURITY_HEADERS = Object.keys(HEADERS).map((name) => name.toLowerCase());

/** Sets on every answer what keeps a browser from being talked into something. */
export function securityHeaders(_request: Request, response: Response, next: NextFunction): void {
  for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value);
  next();
}

/**
 * Takes bodies as JSON only: the types a foreign page can send without asking first are refused
 * before anything is parsed. Throws CONTENT_TYPE_REFUSED.
 */
export function jsonOnly(request: Request, _response: Response, next: NextFunction): void {
  const { 'content-type': type, 'content-length': length } = request.headers;
  const hasBody = request.headers['transfer-encoding'] !== undefined || Number(length ?? 0) > 0;
  const mediaType = type?.split(';', 1)[0]?.trim().toLowerCase();
  if (!hasBody || mediaType === 'application/json') {
    next();
    return;
  }
  const shown = type === undefined ? 'A body without a type' : `A body of type ${type}`;
  next(new AppError('CONTENT_TYPE_REFUSED', { type: shown.slice(0, 100) }));
}

/** The API's answers hold what only its reader may see. */
export function notStored(_request: Request, response: Response, next: NextFunction): void {
  response.setHeader('Cache-Control', 'no-store');
  next();
}
