/** What the log keeps of an error. */
export interface LoggedError {
  type: string;
  message: string;
  stack?: string | undefined;
  code?: string;
  cause?: LoggedError;
}

const DEEPEST = 5;

/**
 * An error without the data it carries: errors of the database hold the parameters of their query,
 * and those can be anyone's secrets.
 */
export function loggable(error: unknown, depth = 0): LoggedError {
  if (!(error instanceof Error)) return { type: typeof error, message: 'Not an error was thrown.' };
  const { name, message, stack, cause } = error;
  return {
    type: name,
    message,
    stack,
    ...('code' in error && typeof error.code === 'string' ? { code: error.code } : {}),
    ...(cause === undefined || depth === DEEPEST ? {} : { cause: loggable(cause, depth + 1) }),
  };
}
