import { AppError } from '@millrace/model';

const NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,128}$/;
/** Visible text, spaces and tabs; what is not Latin-1 cannot be sent in a header. */
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;
const LONGEST_VALUE = 8_192;

/** Headers that the connection sets, and that would let a value break out of its request. */
const OURS = new Set([
  'host',
  'content-length',
  'transfer-encoding',
  'connection',
  'keep-alive',
  'upgrade',
  'te',
  'trailer',
  'expect',
  'proxy-authorization',
  'proxy-connection',
]);

/** Headers fit to be sent, names in lower case. Throws HEADER_INVALID. */
export function checkedHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  const checked = new Map<string, string>();
  for (const [name, value] of Object.entries(headers)) {
    const lower = name.toLowerCase();
    const fault = faultOf(lower, value);
    if (fault !== undefined) throw invalid(name, fault);
    checked.set(lower, value);
  }
  return Object.fromEntries(checked);
}

function invalid(name: string, reason: string): AppError {
  return new AppError('HEADER_INVALID', { name: name.slice(0, 128), reason });
}

function faultOf(name: string, value: string): string | undefined {
  if (!NAME.test(name) || name === '__proto__') return 'its name is not allowed';
  if (OURS.has(name)) return 'the connection sets it by itself';
  if (!VALUE.test(value)) return 'its value has characters that headers cannot carry';
  return value.length > LONGEST_VALUE ? 'its value is too long' : undefined;
}
