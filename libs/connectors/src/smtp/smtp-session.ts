import { Readable } from 'node:stream';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import {
  distrusted,
  tlsOptions,
  type CodeTestContext,
  type JsonObject,
} from '@millrace/connector-kit';
import type { MailMessage } from './mail-message.ts';
import { smtpFailure, wordsOf, type SmtpCall } from './smtp-failure.ts';

const PORTS: Readonly<Record<string, number>> = { tls: 465, starttls: 587, none: 25 };
/** For everything: RFC 5321 allows ten minutes for the last reply alone, runs do not. */
const TIME_LIMIT_MS = 120_000;
const REPLY_LIMIT_MS = 60_000;

/** A mail server that knows who calls. */
export interface SmtpSession {
  /** True when nobody on the way can read along. */
  isEncrypted: boolean;
  /** Gives what the server said of it, and of addresses it did not take. Throws as `withSmtp` does. */
  send(message: MailMessage): Promise<JsonObject>;
}

/**
 * Greets the account's mail server, signs in where the account has a user, and says goodbye. Throws what
 * connecting throws, CONNECTION_INVALID, CERTIFICATE_UNTRUSTED, CALL_UNAUTHORIZED, CALL_REJECTED,
 * CALL_RATE_LIMITED, CALL_UNAVAILABLE, and `CallInDoubt` for a message without a reply.
 */
export async function withSmtp<T>(
  { account, trust, connect, signal }: CodeTestContext,
  use: (session: SmtpSession) => Promise<T>,
): Promise<T> {
  const { host = '', security = 'starttls', user = '', password = '' } = account.texts;
  const call: SmtpCall = { app: host, connection: account.name, isHandedOver: false };
  const isTls = security === 'tls';
  const socket = await connect({
    app: host,
    host,
    port: portOf(security, account.texts['port']),
    ...(isTls ? { tls: { trust } } : {}),
    signal: AbortSignal.any([signal, AbortSignal.timeout(TIME_LIMIT_MS)]),
  });
  const smtp = new SMTPConnection({
    host,
    connection: socket,
    ...(isTls ? { secure: true, secured: true } : { secure: false }),
    ...(security === 'starttls' ? { requireTLS: true } : { ignoreTLS: true }),
    tls: tlsOptions({ host, trust }),
    greetingTimeout: REPLY_LIMIT_MS,
    socketTimeout: REPLY_LIMIT_MS,
    socketCloseTimeout: 1_000,
  });
  // What goes wrong between two commands is told by the next one.
  let broken: Error | undefined;
  let isOver = false;
  smtp.on('error', (error: Error) => (broken ??= error));
  try {
    await step(smtp, (done) => smtp.connect(done));
    // Nothing that matters was said before this.
    if (security === 'starttls') requireTrust(distrusted(smtp._socket, { host, trust }));
    if (user !== '') await step(smtp, (done) => smtp.login({ user, pass: password }, done));
    const session = {
      isEncrypted: security !== 'none',
      send: (message: MailMessage) => send(smtp, message, call),
    };
    const result = await use(session);
    // The server closes after QUIT; it need not be waited for.
    smtp.quit();
    isOver = true;
    return result;
  } catch (error) {
    throw smtpFailure(broken ?? error, call);
  } finally {
    if (!isOver) smtp.close();
  }
}

function portOf(security: string, port = ''): number {
  return port === '' ? (PORTS[security] ?? 587) : Number(port);
}

function requireTrust(refusal: Error | undefined): void {
  if (refusal !== undefined) throw refusal;
}

type Done = (error?: Error | null) => void;

/** One exchange: its own error, or that of the connection. */
function step(smtp: SMTPConnection, begin: (done: Done) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle: Done = (error) => {
      smtp.off('error', reject);
      if (error === undefined || error === null) resolve();
      else reject(error);
    };
    smtp.once('error', reject);
    begin(settle);
  });
}

async function send(
  smtp: SMTPConnection,
  { id, from, to, bytes }: MailMessage,
  call: SmtpCall,
): Promise<JsonObject> {
  let output: JsonObject = {};
  await step(smtp, (done) => {
    const content = Readable.from([bytes]);
    content.once('end', () => (call.isHandedOver = true));
    const envelope = { from, to, size: bytes.length, use8BitMime: true };
    smtp.send(envelope, content, (error, info) => {
      if (error !== null) return done(error);
      const { accepted, rejectedErrors = [], response } = info;
      output = {
        message_id: id,
        accepted,
        rejected: rejectedErrors.map((one) => ({
          address: one.recipient ?? '',
          reason: wordsOf(one),
        })),
        response: response.trim().slice(0, 500),
      };
      done();
    });
  });
  return output;
}
