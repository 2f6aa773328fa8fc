import { AppError, type CodeContext } from '@millrace/connector-kit';

type Pair = readonly [name: string, value: string];
type Account = CodeContext['account'];

/** The headers that all calls of an account have. Throws CONNECTION_INVALID for a line that is none. */
export function commonHeaders(account: Account): Pair[] {
  return linesOf(account, 'common_headers', ':').map(([name, value]) => [name, value.trim()]);
}

/** What the query of all calls of an account has. Throws CONNECTION_INVALID for a line that is none. */
export function commonQuery(account: Account): Pair[] {
  return linesOf(account, 'common_query', '=');
}

function linesOf({ name, texts }: Account, key: string, separator: string): Pair[] {
  const lines = (texts[key] ?? '').split(/\r\n|\r|\n/);
  return lines.flatMap((line, index): Pair[] => {
    if (line.trim() === '') return [];
    const at = line.indexOf(separator);
    if (at > 0) return [[line.slice(0, at).trim(), line.slice(at + 1)]];
    const noun = key === 'common_headers' ? 'headers' : 'query';
    const reason = `line ${index + 1} of its ${noun} of all calls has no name and "${separator}"`;
    throw new AppError('CONNECTION_INVALID', { connection: name, reason });
  });
}
