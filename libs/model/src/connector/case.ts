import { z } from 'zod';
import { jsonValueSchema } from '../json.ts';
import { idSchema } from './basics.ts';

/** A request as the kit must send it. Members that are absent are not looked at. */
const sentSchema = z.strictObject({
  method: z.string(),
  /** Without what `query` holds; secrets stand as their names, as in bot{token}. */
  url: z.string(),
  query: z.record(z.string(), z.union([z.string(), z.array(z.string())])).optional(),
  /** Those that must be there, with what the account adds. */
  headers: z.record(z.string(), z.string()).optional(),
  /** JSON as a value, anything else as text; null when there must be none. */
  body: jsonValueSchema.optional(),
});

const answerSchema = z.strictObject({
  status: z.int(),
  headers: z.record(z.string(), z.string()).optional(),
  body: jsonValueSchema.optional(),
});

/** One call of a case, and how the application answers it, or that it does not. */
const caseCallSchema = z.strictObject({
  sent: sentSchema,
  answer: answerSchema.optional(),
  fails: z.enum(['no_answer']).optional(),
});
export type CaseCall = z.infer<typeof caseCallSchema>;

/** What a case is about. */
const subjects = {
  action: idSchema.optional(),
  list: idSchema.optional(),
  shape: idSchema.optional(),
  /** The trial of an account. */
  test: z.literal(true).optional(),
  /** What is learned of an account: of the query a browser came back with, of the answer with its token, and by asking. */
  learn: z
    .strictObject({
      redirect: z.record(z.string(), z.string()).optional(),
      token: jsonValueSchema.optional(),
    })
    .optional(),
  /** A trigger, and what is done for it. */
  trigger: idSchema.optional(),
  phase: z.enum(['subscribe', 'renew', 'check', 'repair', 'unsubscribe', 'then']).optional(),
};

/**
 * An example of a connector at work, as data: contract test, documentation and stand-in at once.
 * It ends with one of output, error and refused; `refused` is an input that must not be sent.
 */
export const connectorCaseSchema = z
  .strictObject({
    name: z.string().min(1).max(120),
    ...subjects,
    auth: idSchema.optional(),
    connection: z.record(z.string(), z.string()).optional(),
    facts: z.record(z.string(), jsonValueSchema).optional(),
    input: z.record(z.string(), jsonValueSchema).optional(),
    /** The kinds of the account's own fields, by the input field and their key, as a step keeps them. */
    shapes: z.record(z.string(), z.record(z.string(), z.string())).optional(),
    /** An action whose outcome nobody knows is called again: it looks first, as its `repeat` says. */
    again: z.literal(true).optional(),
    search: z.string().optional(),
    hook: z.strictObject({ url: z.string(), id: z.string() }).optional(),
    kept: z.record(z.string(), jsonValueSchema).optional(),
    /** What came in, for the phase `then`. */
    event: jsonValueSchema.optional(),
    /** The instant at which it is made; 2026-11-21T08:00:00Z when absent. */
    now: z.string().optional(),
    calls: z.array(caseCallSchema).optional(),
    output: jsonValueSchema.optional(),
    error: z
      .strictObject({
        code: z.string(),
        /** A part of its message. */
        says: z.string().optional(),
        /** Seconds until it may be made again. */
        retry_after: z.number().optional(),
        /** Faults of single fields, by their key. */
        fields: z.record(z.string(), z.string()).optional(),
      })
      .optional(),
    refused: z.strictObject({ code: z.string(), at: z.string().optional() }).optional(),
  })
  .refine(
    ({ action, list, shape, test, learn, trigger }) =>
      [action, list, shape, test, learn, trigger].filter((one) => one !== undefined).length === 1,
    { error: 'A case is about one of action, list, shape, test, learn and trigger.' },
  )
  .refine(
    ({ output, error, refused }) =>
      [output, error, refused].filter((one) => one !== undefined).length === 1,
    { error: 'A case ends with one of output, error and refused.' },
  );
export type ConnectorCase = z.infer<typeof connectorCaseSchema>;
