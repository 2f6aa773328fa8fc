import { z } from 'zod';
import { actionSchema, triggerSchema } from './action.ts';
import { idSchema } from './basics.ts';
import { manifestSchema } from './manifest.ts';

const { servers, defaults, answers, lists, shapes } = manifestSchema.shape;

const sliceMembers = {
  connector: idSchema,
  id: idSchema,
  servers,
  defaults,
  answers,
  lists,
  shapes,
};

/**
 * One action or trigger of a connector with everything it refers to, as it was when a flow was
 * published. What belongs to an account is not part of it: sign-in, facts, allowed hosts, limits.
 */
export const sliceSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('action'), ...sliceMembers, action: actionSchema }),
  z.strictObject({ kind: z.literal('trigger'), ...sliceMembers, trigger: triggerSchema }),
]);
export type Slice = z.infer<typeof sliceSchema>;
export type SliceKind = Slice['kind'];
