import { AppError, CallInDoubt, isAppError } from '@millrace/connector-kit';

/** Who was called, with which account, and how far the call got. */
export interface SmtpCall {
  app: string;
  connection: string;
  /** True from the moment the whole message was handed over. */
  isHandedOver: boolean;
}

/** Replies that ask to come again: busy, mailbox in use, trouble while processing, no room (RFC 5321, 4.2.3). */
const LATER = new Set([421, 450, 451, 452]);

/**
 * What an error of the SMTP library means. Replies from 400 to 499 may pass; from 500 on they stay. A message
 * without a reply may have been delivered.
 */
export function smtpFailure(error: unknown, call: SmtpCall): Error {
  if (isAppError(error) || !(error instanceof Error)) return asError(error);
  const { app, connection } = call;
  const status = numberIn(error, 'responseCode');
  const words = wordsOf(error);
  if (status === undefined) {
    if (textIn(error, 'code') === 'ETLS') return noEncryption(call, words);
    const what = reasonOf(error);
    if (call.isHandedOver) return new CallInDoubt(what, { cause: error });
    return new AppError('CALL_UNAVAILABLE', { app, reason: `${what}.` }, { cause: error });
  }
  if (textIn(error, 'code') === 'ETLS') return noEncryption(call, words);
  const params = { app, connection, status, reason: words };
  return new AppError(codeOf(status, textIn(error, 'code')), params, {
    details: { status, body: words },
  });
}

/** The reply without its code; for refused recipients that of each. */
export function wordsOf(error: Error): string {
  const refused: unknown = 'rejectedErrors' in error ? error.rejectedErrors : undefined;
  if (Array.isArray(refused) && refused.length > 0) {
    return refused
      .filter((one) => one instanceof Error)
      .map(refusalOf)
      .join(' ')
      .slice(0, 1_000);
  }
  const words = textIn(error, 'response') ?? error.message;
  return words
    .replace(/^\d{3}[ -]/, '')
    .trim()
    .slice(0, 500);
}

function refusalOf(error: Error): string {
  const words = (textIn(error, 'response') ?? error.message).trim();
  return `${textIn(error, 'recipient') ?? 'A recipient'}: ${words}`;
}

function codeOf(
  status: number,
  code: string | undefined,
): 'CALL_REJECTED' | 'CALL_UNAUTHORIZED' | 'CALL_RATE_LIMITED' | 'CALL_UNAVAILABLE' {
  if (LATER.has(status)) return 'CALL_RATE_LIMITED';
  if (status < 500) return 'CALL_UNAVAILABLE';
  const asksWho = status === 530 || status === 534 || status === 535 || status === 538;
  return asksWho || code === 'EAUTH' ? 'CALL_UNAUTHORIZED' : 'CALL_REJECTED';
}

function noEncryption({ connection }: SmtpCall, words: string): AppError {
  const reason = `its mail server does not begin STARTTLS (${words}); choose TLS from the start, or the port that offers it`;
  return new AppError('CONNECTION_INVALID', { connection, reason });
}

function reasonOf(error: Error): string {
  const code = textIn(error, 'originalCode') ?? textIn(error, 'code');
  if (code === 'ETIMEDOUT') return 'no answer came in time';
  const isBroken = code === 'ECONNECTION' || code === 'ECONNRESET' || code === 'EPIPE';
  return isBroken || code === 'ESOCKET' ? 'the connection broke off' : error.message;
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

function numberIn(error: object, key: string): number | undefined {
  const value: unknown = Object.entries(error).find(([name]) => name === key)?.[1];
  return typeof value === 'number' ? value : undefined;
}

function textIn(error: object, key: string): string | undefined {
  const value: unknown = Object.entries(error).find(([name]) => name === key)?.[1];
  return typeof value === 'string' ? value : undefined;
}
