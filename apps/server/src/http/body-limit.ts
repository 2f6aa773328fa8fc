import { SetMetadata, type CustomDecorator } from '@nestjs/common';

const BODY_LIMIT = Symbol('body limit');

/** Forms of a few fields: what a route takes that says nothing else. */
const DEFAULT_LIMIT = 64 * 1024;
/** What a stranger may send. */
const PUBLIC_LIMIT = 4 * 1024;
/** A flow of 500 steps with long templates has under half of this. */
const DOCUMENT_LIMIT = 4 * 1024 * 1024;

/** `document`: holds a flow. `event`: holds what a trigger URL may take, so MILLRACE_MAX_BODY. */
type BodyKind = 'document' | 'event';

/** Lets a route take a larger body than the small default. */
export function BodyLimit(kind: BodyKind): CustomDecorator<symbol> {
  return SetMetadata(BODY_LIMIT, kind);
}

/** The bytes that a route takes. */
export function bodyLimitOf(handler: object, isPublic: boolean, maxBody: number): number {
  const kind: unknown = Reflect.getMetadata(BODY_LIMIT, handler);
  if (kind === 'event') return maxBody;
  return Math.min(
    maxBody,
    kind === 'document' ? DOCUMENT_LIMIT : isPublic ? PUBLIC_LIMIT : DEFAULT_LIMIT,
  );
}
