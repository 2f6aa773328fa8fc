import { AppError, inputError } from '@millrace/connector-kit';

/** Whom a message is from or for. */
export interface Mailbox {
  name: string;
  address: string;
}

const ADDRESS = /^[^\s@<>(),;:"[\]\\]{1,64}@[^\s@<>(),;:"[\]\\]{1,255}$/;
const NAMED = /^(.*?)\s*<([^<>]*)>$/;

/**
 * One mailbox as `address` or `Name <address>`. Several in one text are refused: who is written to must
 * not depend on a comma in somebody's data. Throws INPUT_INVALID and HEADER_INVALID.
 */
export function mailboxOf(action: string, path: string, text: string): Mailbox {
  const line = headerText(path, text).trim();
  const [, name = '', address = line] = NAMED.exec(line) ?? [];
  if (ADDRESS.test(address)) return { name: name.replace(/^"(.*)"$/, '$1'), address };
  const shown = JSON.stringify(text.slice(0, 80));
  const message = `${path} is ${shown}; it takes one address, such as ada@example.com or Ada <ada@example.com>.`;
  throw inputError(action, [{ path: `/${path.replaceAll('.', '/')}`, message }]);
}

/** Text that can stand in a header. Throws HEADER_INVALID: a line break would begin another header. */
export function headerText(name: string, text: string): string {
  if (!/[\p{Cc}\u2028\u2029]/u.test(text)) return text;
  const reason = 'it holds a line break or another control character';
  throw new AppError('HEADER_INVALID', { name, reason });
}
