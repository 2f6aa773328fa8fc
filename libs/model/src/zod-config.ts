import { z } from 'zod';
import { faultMessage } from './fault-message.ts';

/*
 * Loaded before any schema is built. zod's fast path builds functions from text, which Millrace
 * never allows; already its probe for that counts as a violation of the editor's content policy.
 */
z.config({ jitless: true, customError: faultMessage });
