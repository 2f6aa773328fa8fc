import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { AppError } from '@millrace/model';
import type { Request } from 'express';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** True for text in the form of an id. */
export function isUuid(text: string): boolean {
  return UUID.test(text);
}

/** The `:id` of the path. One that is not a UUID names nothing: ROUTE_NOT_FOUND. */
export const Id = createParamDecorator((_: unknown, context: ExecutionContext): string => {
  const { method, originalUrl, params } = context.switchToHttp().getRequest<Request>();
  const { id } = params;
  if (typeof id === 'string' && isUuid(id)) return id;
  throw new AppError('ROUTE_NOT_FOUND', { method, path: pathOf(originalUrl) });
});

/** A request target without its query, which may hold secrets. */
export function pathOf(url: string): string {
  return url.split('?', 1)[0] ?? '/';
}
