import { API_ERRORS } from './api-errors.ts';
import { CONNECTOR_ERRORS } from './connector-errors.ts';
import { MAPPING_ERRORS } from './mapping-errors.ts';
import { OWN_CONNECTOR_ERRORS } from './own-connector-errors.ts';
import { RUN_ERRORS } from './run-errors.ts';
import { START_ERRORS } from './start-errors.ts';

/** Who acts: `user` fixes the flow or input, `platform` retries, `us` it is a defect. */
export type ErrorActor = 'user' | 'platform' | 'us';

export interface ErrorEntry {
  /** HTTP status when the error reaches an API answer. */
  status: number;
  /** Names the thing and the fact; `{name}` is filled in. */
  message: string;
  /** The next action. */
  hint: string;
  actor: ErrorActor;
}

/** Every error Millrace can report, by code. `docs/errors.md` is generated from it. */
export const ERRORS = {
  ...API_ERRORS,
  ...MAPPING_ERRORS,
  ...CONNECTOR_ERRORS,
  ...OWN_CONNECTOR_ERRORS,
  ...RUN_ERRORS,
  ...START_ERRORS,
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof ERRORS;

export function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(ERRORS, code);
}
