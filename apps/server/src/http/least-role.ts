import { SetMetadata, type CustomDecorator } from '@nestjs/common';
import type { Role } from '@millrace/model';

export const LEAST_ROLE = Symbol('least role');

/**
 * The least role that may call a route. Every route says it or is `@Public()`; the server does not
 * start with one that does neither.
 */
export function LeastRole(role: Role): CustomDecorator<symbol> {
  return SetMetadata(LEAST_ROLE, role);
}
