import { ERRORS, type ErrorCode } from './catalogue.ts';

export type ErrorParams = Readonly<Record<string, string | number>>;

export interface AppErrorOptions {
  /** Facts for the reader, JSON-safe and free of secrets: faults, positions, an upstream answer. */
  details?: unknown;
  cause?: unknown;
  /** A hint that fits this case better than the catalogue's. */
  hint?: string;
}

/**
 * The one error class of Millrace. Thrown only with a code of the catalogue; `message` names the
 * thing and the fact, `hint` the next action.
 */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly code: ErrorCode;
  readonly status: number;
  readonly hint: string;
  readonly details: unknown;

  constructor(code: ErrorCode, params: ErrorParams = {}, options: AppErrorOptions = {}) {
    const entry = ERRORS[code];
    super(fill(entry.message, params), { cause: options.cause });
    this.code = code;
    this.status = entry.status;
    this.hint = options.hint ?? fill(entry.hint, params);
    this.details = options.details;
  }
}

/** True for an AppError, also one that crossed a bundle boundary. */
export function isAppError(error: unknown): error is AppError {
  return error instanceof AppError;
}

function fill(text: string, params: ErrorParams): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = params[name];
    return value === undefined ? whole : String(value);
  });
}
