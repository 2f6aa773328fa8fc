import type { z } from 'zod';

/** What the API's own description says of a route beyond what its decorators tell. */
export interface RouteDescription {
  /** One line: what the call does. */
  summary: string;
  /** The body of the good answer; absent when there is none. */
  response?: z.ZodType;
  /** The status of the good answer; absent: Nest's for the method. */
  status?: number;
  /** True when the good answer is a file. */
  file?: boolean;
  /** True for a stream of server-sent events. */
  stream?: boolean;
}

const descriptions = new WeakMap<object, RouteDescription>();

/** Describes a route in `GET /api/v1/openapi.json`. */
export function Describe(description: RouteDescription): MethodDecorator {
  return (_controller, _name, { value }) => {
    if (typeof value === 'function') descriptions.set(value, description);
  };
}

/** What `@Describe` says of a handler. */
export function descriptionOf(handler: object): RouteDescription | undefined {
  return descriptions.get(handler);
}
