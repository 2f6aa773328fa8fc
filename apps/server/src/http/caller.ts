import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { AppError } from '@millrace/model';
import type { Actor } from '../access/actor.ts';

/** Kept beside the request, not on it: nothing that parses a request can forge an entry. */
const callers = new WeakMap<object, Actor>();

/** Notes who makes this call; only the access guard does. */
export function setCaller(request: object, caller: Actor): void {
  callers.set(request, caller);
}

/** The caller of a route that is not public. */
export const Caller = createParamDecorator((_: unknown, context: ExecutionContext): Actor => {
  const caller = callers.get(context.switchToHttp().getRequest<object>());
  if (caller === undefined) throw new AppError('SIGN_IN_REQUIRED');
  return caller;
});
