import MailComposer from 'nodemailer/lib/mail-composer';
import {
  AppError,
  inputError,
  isFileHandle,
  isJsonObject,
  type CodeContext,
  type JsonObject,
  type JsonValue,
} from '@millrace/connector-kit';
import { headerText, mailboxOf, type Mailbox } from './mailbox.ts';

/** A message as it goes out, and between whom. */
export interface MailMessage {
  id: string;
  from: string;
  to: string[];
  bytes: Buffer;
}

const ACTION = 'Send an e-mail';
/** What most servers take; base64 makes a third more of it. */
const MOST_BYTES = 25 * 1024 * 1024;
const OWN_HEADER = /^(?:x-[\w-]{1,60}|list-[\w-]{1,60}|auto-submitted|precedence|importance)$/i;

/**
 * The message of a step. Its Message-ID is made of the idempotency key: should it be sent again, it is
 * seen to be the same. Throws INPUT_INVALID, HEADER_INVALID, CALL_TOO_LARGE, and what opening files throws.
 */
export async function mailMessage(
  { input, files, idempotencyKey }: Pick<CodeContext, 'input' | 'files' | 'idempotencyKey'>,
  { app, sender }: { app: string; sender: string },
): Promise<MailMessage> {
  const from = mailboxOf(ACTION, 'from', textOf(input, 'from') ?? sender);
  const [text, html] = [textOf(input, 'text'), textOf(input, 'html')];
  if (text === undefined && html === undefined) {
    throw inputError(ACTION, [{ path: '/text', message: 'Text or HTML is required.' }]);
  }
  const id = `<${idempotencyKey.slice(0, 48)}@${from.address.split('@')[1] ?? 'localhost'}>`;
  const replyTo = textOf(input, 'reply_to');
  const inReplyTo = textOf(input, 'in_reply_to');
  const composed = new MailComposer({
    messageId: id,
    from,
    to: mailboxes(input, 'to'),
    cc: mailboxes(input, 'cc'),
    bcc: mailboxes(input, 'bcc'),
    subject: headerText('Subject', textOf(input, 'subject') ?? ''),
    ...(replyTo === undefined ? {} : { replyTo: mailboxOf(ACTION, 'reply_to', replyTo) }),
    ...(inReplyTo === undefined ? {} : threadOf(inReplyTo)),
    ...(text === undefined ? {} : { text }),
    ...(html === undefined ? {} : { html }),
    headers: ownHeaders(input['headers']),
    attachments: await attachments(input['attachments'], files, app),
    disableFileAccess: true,
    disableUrlAccess: true,
  }).compile();
  const { from: sentFrom, to } = composed.getEnvelope();
  return {
    id,
    from: sentFrom === false ? from.address : sentFrom,
    to,
    bytes: await composed.build(),
  };
}

function mailboxes(input: JsonObject, key: string): Mailbox[] {
  return listOf(input[key]).map((item, index) =>
    mailboxOf(ACTION, `${key}.${index}`, typeof item === 'string' ? item : ''),
  );
}

function threadOf(text: string): { inReplyTo: string; references: string } {
  const id = headerText('In-Reply-To', text);
  return { inReplyTo: id, references: id };
}

function ownHeaders(value: JsonValue | undefined): { key: string; value: string }[] {
  if (value === undefined || !isJsonObject(value)) return [];
  return Object.entries(value).map(([key, text]) => {
    if (!OWN_HEADER.test(key)) {
      const reason = 'only X-…, List-…, Auto-Submitted, Precedence and Importance are free';
      throw new AppError('HEADER_INVALID', { name: key.slice(0, 80), reason });
    }
    return { key, value: headerText(key, typeof text === 'string' ? text : '') };
  });
}

async function attachments(
  value: JsonValue | undefined,
  files: CodeContext['files'],
  app: string,
): Promise<{ filename: string; contentType: string; content: Buffer }[]> {
  const handles = listOf(value).filter(isFileHandle);
  const size = handles.reduce((sum, { bytes }) => sum + bytes, 0);
  if (size > MOST_BYTES) throw new AppError('CALL_TOO_LARGE', { app, size, limit: MOST_BYTES });
  return Promise.all(
    handles.map(async (handle, index) => {
      if (files === undefined) {
        const message = 'Files are not kept here, so none can be attached.';
        throw inputError(ACTION, [{ path: `/attachments/${index}`, message }]);
      }
      const { name, type, bytes } = await files.open(handle);
      return {
        filename: headerText('the name of a file', name),
        contentType: headerText('the type of a file', type),
        content: Buffer.from(bytes),
      };
    }),
  );
}

function listOf(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? value : [];
}

function textOf(input: JsonObject, key: string): string | undefined {
  const value = input[key];
  return typeof value === 'string' && value !== '' ? value : undefined;
}
