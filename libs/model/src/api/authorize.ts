import { z } from 'zod';

/** The address at the application where somebody allows the connection to use their account. */
export const authorizeAnswerSchema = z.object({ url: z.url() });
