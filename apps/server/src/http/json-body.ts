import { AppError, parseJson } from '@millrace/model';
import type { NextFunction, Request, Response } from 'express';

/**
 * Makes JSON of a body that was read as text. Express' own parser makes doubles of all numbers, and a
 * flow, a manual start or a preview may hold one that has more digits.
 */
export function jsonBody(request: Request, _response: Response, next: NextFunction): void {
  const body: unknown = request.body;
  if (typeof body !== 'string') {
    next();
    return;
  }
  try {
    request.body = body === '' ? {} : parseJson(body);
  } catch (cause) {
    next(new AppError('REQUEST_MALFORMED', {}, { cause }));
    return;
  }
  next();
}
