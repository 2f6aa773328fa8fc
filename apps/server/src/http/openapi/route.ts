import type { Role } from '@millrace/model';
import type { z } from 'zod';
import type { RouteDescription } from '../describe.ts';

/** A route as its controller declares it. */
export interface Route {
  method: string;
  /** From the root, with parameters as `{name}`. */
  path: string;
  /** The first segment of the controller's path: flows, runs, … */
  tag: string;
  /** Unique: controller and handler. */
  operationId: string;
  isPublic: boolean;
  /** The least role that may call it; absent when it is public. */
  leastRole: Role | undefined;
  status: number;
  description: RouteDescription | undefined;
  body: z.ZodType | undefined;
  query: z.ZodType | undefined;
  pathParameters: string[];
  /** Parameters of path, query and body that no schema checks. */
  unchecked: string[];
}
