import { SetMetadata, type CustomDecorator } from '@nestjs/common';

export const PUBLIC = Symbol('public');

/** Opens a route to callers without a sign-in. Every other route is closed. */
export function Public(): CustomDecorator<symbol> {
  return SetMetadata(PUBLIC, true);
}
