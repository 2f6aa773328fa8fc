import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { AppError } from '@millrace/model';

/** Who makes a call, and in which workspace. */
export interface CallerInfo {
  userId: string;
  workspaceId: string;
  role: string;
  via: 'session' | 'key';
}

/** Kept beside the request, not on it: nothing that parses a request can forge an entry. */
const callers = new WeakMap<object, CallerInfo>();

/** Notes who makes this call; only the access guard does. */
export function setCaller(request: object, caller: CallerInfo): void {
  callers.set(request, caller);
}

/** The caller of a route that is not public. */
export const Caller = createParamDecorator((_: unknown, context: ExecutionContext): CallerInfo => {
  const caller = callers.get(context.switchToHttp().getRequest<object>());
  if (caller === undefined) throw new AppError('SIGN_IN_REQUIRED');
  return caller;
});
