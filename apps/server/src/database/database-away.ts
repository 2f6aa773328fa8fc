/** SQLSTATE classes and codes of a server that is gone, going or full. */
const STATES = /^(08|57P0[123]$|53300$)/;

const SYSTEM = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
]);

/** What pg says without a code. */
const MESSAGES = [
  /^Connection terminated/,
  /^timeout exceeded when trying to connect/,
  /^Query read timeout/,
  /^Client has encountered a connection error/,
  /^Cannot use a pool after calling end/,
];

/** True for the errors of pg and TypeORM that mean: the database does not answer. */
export function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof AggregateError && error.errors.some(isDatabaseAway)) return true;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (STATES.test(code)) return true;
  if (SYSTEM.has(code)) return true;
  // ENOENT is a missing socket here and a missing file elsewhere.
  if (code === 'ENOENT') return 'syscall' in error && error.syscall === 'connect';
  if (MESSAGES.some((message) => message.test(error.message))) return true;
  return isDatabaseAway('driverError' in error ? error.driverError : error.cause);
}
