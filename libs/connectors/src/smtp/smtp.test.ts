import { once } from 'node:events';
import { connect, createServer, type AddressInfo } from 'node:net';
import { AUTHORITY, runAction, SIGNED } from '@millrace/connector-kit/testing';
import { createHttpClient, type FileRoom, type JsonObject } from '@millrace/connector-kit';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { afterEach, describe, expect, it } from 'vitest';
import { CONNECTORS } from '../index.ts';

const smtp = CONNECTORS.find(({ manifest }) => manifest.id === 'smtp')!;
const KEY = 'a1b2'.repeat(16);

interface Received {
  from: string;
  to: string[];
  raw: string;
  user: string | undefined;
  secure: boolean;
}

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()));
});

/** A mail server that asks for a password over STARTTLS, unless told otherwise. */
async function mailServer(options: SMTPServerOptions = {}) {
  const received: Received[] = [];
  const server = new SMTPServer({
    ...SIGNED,
    // Names are not looked up in tests.
    disableReverseLookup: true,
    logger: false,
    closeTimeout: 100,
    onAuth: ({ username, password }, _session, done) => {
      if (username === 'shop' && password === 'correct-horse') done(null, { user: username });
      else done(Object.assign(new Error('Authentication failed'), { responseCode: 535 }));
    },
    onData: (stream, session, done) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        received.push({
          from: session.envelope.mailFrom === false ? '' : session.envelope.mailFrom.address,
          to: session.envelope.rcptTo.map(({ address }) => address),
          raw: Buffer.concat(chunks).toString(),
          user: typeof session.user === 'string' ? session.user : undefined,
          secure: session.secure,
        });
        done(null, 'queued as 42');
      });
    },
    ...options,
  });
  server.on('error', () => undefined);
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  closing.push(() => new Promise((resolve) => server.close(() => resolve())));
  return { received, port: String((server.server.address() as AddressInfo).port) };
}

const values = (port: string, more: Record<string, string> = {}) => ({
  host: '127.0.0.1',
  port,
  user: 'shop',
  password: 'correct-horse',
  ca: AUTHORITY,
  from: 'Shop <shop@example.com>',
  ...more,
});

const MESSAGE: JsonObject = {
  to: ['Ada Lovelace <ada@example.com>'],
  subject: 'Bestellung 727 – Größe',
  text: 'Unterwegs.',
};

const send = (input: JsonObject, connection: Record<string, string>, more = {}) =>
  runAction(smtp, 'send', { input, values: connection, idempotencyKey: KEY, ...more });

function replying(responseCode: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode });
}

describe('smtp.send', () => {
  it('sends a message over STARTTLS with user and password', async () => {
    const { received, port } = await mailServer();
    const output = await send(MESSAGE, values(port));
    expect(output).toEqual({
      message_id: `<${KEY.slice(0, 48)}@example.com>`,
      accepted: ['ada@example.com'],
      rejected: [],
      response: '250 queued as 42',
    });
    expect(received).toHaveLength(1);
    const [mail] = received;
    expect(mail).toMatchObject({ from: 'shop@example.com', to: ['ada@example.com'], user: 'shop' });
    expect(mail?.secure).toBe(true);
    expect(mail?.raw).toContain('To: Ada Lovelace <ada@example.com>');
    expect(mail?.raw).toContain('Subject: =?UTF-8?');
    expect(mail?.raw).toContain('Unterwegs.');
  });

  it('says the same Message-ID when it is sent again', async () => {
    const { received, port } = await mailServer();
    await send(MESSAGE, values(port));
    await send(MESSAGE, values(port));
    const ids = received.map(({ raw }) => /^Message-ID: (.+)$/m.exec(raw)?.[1]);
    expect(ids[0]).toBeDefined();
    expect(new Set(ids).size).toBe(1);
  });

  it('sends text, HTML, files and further headers, and keeps hidden copies hidden', async () => {
    const { received, port } = await mailServer();
    const file = { file: 'f1', name: 'Rechnung.pdf', type: 'application/pdf', bytes: 5 };
    const files: FileRoom = {
      save: () => Promise.reject(new Error('not here')),
      open: ({ name, type }) => Promise.resolve({ name, type, bytes: Buffer.from('%PDF-') }),
    };
    const input = {
      ...MESSAGE,
      html: '<p>Unterwegs.</p>',
      cc: ['bob@example.com'],
      bcc: ['eve@example.com'],
      reply_to: 'help@example.com',
      in_reply_to: '<first@example.com>',
      headers: { 'X-Order': '727' },
      attachments: [file],
    };
    await send(input, values(port), { files });
    const [mail] = received;
    expect(mail?.to).toEqual(['ada@example.com', 'bob@example.com', 'eve@example.com']);
    for (const part of [
      'Cc: bob@example.com',
      'Reply-To: help@example.com',
      'In-Reply-To: <first@example.com>',
      'X-Order: 727',
      'Content-Type: text/html',
      'filename=Rechnung.pdf',
      Buffer.from('%PDF-').toString('base64'),
    ]) {
      expect(mail?.raw).toContain(part);
    }
    expect(mail?.raw).not.toContain('eve@');
  });

  it('sends over TLS from the start, and without encryption where that is chosen', async () => {
    const tls = await mailServer({ secure: true });
    await send(MESSAGE, values(tls.port, { security: 'tls' }));
    expect(tls.received[0]?.secure).toBe(true);
    const open = await mailServer({ disabledCommands: ['AUTH', 'STARTTLS'] });
    await send(MESSAGE, { host: '127.0.0.1', port: open.port, security: 'none', from: 'a@b.test' });
    expect(open.received[0]).toMatchObject({ secure: false, from: 'a@b.test' });
  });

  it('tells of addresses that were not taken while others were', async () => {
    const { port } = await mailServer({
      onRcptTo: ({ address }, _session, done) =>
        done(address.startsWith('no') ? replying(550, 'No such user') : null),
    });
    const to = ['ada@example.com', 'nobody@example.com'];
    expect(await send({ ...MESSAGE, to }, values(port))).toMatchObject({
      accepted: ['ada@example.com'],
      rejected: [{ address: 'nobody@example.com', reason: 'No such user' }],
    });
  });
});

describe('a message that the server refuses', () => {
  const refusing = async (responseCode: number, message: string) => {
    const { port } = await mailServer({
      onData: (stream, _session, done) => {
        stream.resume();
        stream.on('end', () => done(replying(responseCode, message)));
      },
    });
    return send(MESSAGE, values(port));
  };

  it('is refused for good from 500 on, with the words of the server', async () => {
    await expect(refusing(554, '5.7.1 Looks like spam')).rejects.toMatchObject({
      code: 'CALL_REJECTED',
      message: '127.0.0.1 refused the call (554): 5.7.1 Looks like spam',
    });
  });

  it.each([
    [421, 'CALL_RATE_LIMITED'],
    [450, 'CALL_RATE_LIMITED'],
    [451, 'CALL_RATE_LIMITED'],
    [452, 'CALL_RATE_LIMITED'],
    [454, 'CALL_UNAVAILABLE'],
  ])('may be tried again after %d', async (status, code) => {
    await expect(refusing(status, '4.7.0 Try again')).rejects.toMatchObject({
      code,
      details: { status, body: '4.7.0 Try again' },
    });
  });

  it('names every recipient when none is taken', async () => {
    const { port } = await mailServer({
      onRcptTo: (_address, _session, done) => done(replying(550, 'No such user')),
    });
    await expect(send(MESSAGE, values(port))).rejects.toThrow('ada@example.com: 550 No such user');
  });

  it('is not sent with a wrong password, which no error shows', async () => {
    const { received, port } = await mailServer();
    const failure = send(MESSAGE, values(port, { password: 'battery-staple' }));
    await expect(failure).rejects.toMatchObject({
      code: 'CALL_UNAUTHORIZED',
      message: '127.0.0.1 does not accept the credentials of connection "My account" (535).',
      details: { status: 535, body: 'Authentication failed' },
    });
    await expect(failure).rejects.not.toThrow('battery-staple');
    expect(received).toEqual([]);
  });
});

describe('a message without a reply', () => {
  it('is in doubt once it was handed over', async () => {
    // A proxy that breaks off when the message has ended.
    const gone = new Map<number, () => void>();
    const { port } = await mailServer({
      onData: (stream, session) => {
        stream.resume();
        stream.on('end', () => gone.get(session.remotePort)?.());
      },
    });
    const proxy = createServer((client) => {
      const upstream = connect(Number(port), '127.0.0.1');
      client.pipe(upstream).pipe(client);
      for (const socket of [client, upstream]) socket.on('error', () => undefined);
      upstream.once('connect', () => gone.set(upstream.localPort ?? 0, () => client.destroy()));
    });
    await once(proxy.listen(0, '127.0.0.1'), 'listening');
    closing.push(() => new Promise((resolve) => proxy.close(() => resolve())));
    const outer = String((proxy.address() as AddressInfo).port);
    await expect(send(MESSAGE, values(outer))).rejects.toMatchObject({
      code: 'CALL_IN_DOUBT',
      message:
        'Step "Send an e-mail" may have made its call before SMTP answered (the connection broke off), and must not repeat it.',
    });
  });

  it('may be sent again when the server was never reached', async () => {
    const server = createServer((socket) => socket.destroy());
    await once(server.listen(0, '127.0.0.1'), 'listening');
    closing.push(() => new Promise((resolve) => server.close(() => resolve())));
    const port = String((server.address() as AddressInfo).port);
    await expect(send(MESSAGE, values(port))).rejects.toMatchObject({ code: 'CALL_UNAVAILABLE' });
  });
});

describe('a message that cannot be meant', () => {
  it.each([
    ['two addresses in one', { to: ['ada@example.com, eve@example.com'] }, 'INPUT_INVALID'],
    ['no address', { to: ['Ada'] }, 'INPUT_INVALID'],
    ['nobody to send to', { to: [] }, 'INPUT_INVALID'],
    ['nothing in it', { text: '' }, 'INPUT_INVALID'],
    ['a subject of two lines', { subject: 'Hi\r\nBcc: eve@example.com' }, 'HEADER_INVALID'],
    ['an address of two lines', { to: ['ada@example.com\nBcc: eve@x.test'] }, 'HEADER_INVALID'],
    ['a line break in a header', { headers: { 'X-A': 'a\r\nBcc: e@x.test' } }, 'HEADER_INVALID'],
    ['a header that is not free', { headers: { Bcc: 'eve@example.com' } }, 'HEADER_INVALID'],
  ])('is refused before anything is sent: %s', async (_, change, code) => {
    const { received, port } = await mailServer();
    await expect(send({ ...MESSAGE, ...change }, values(port))).rejects.toMatchObject({ code });
    expect(received).toEqual([]);
  });

  it('is refused with more than 25 MB of files', async () => {
    const file = { file: 'f', name: 'a.bin', type: 'application/octet-stream', bytes: 27_000_000 };
    await expect(send({ ...MESSAGE, attachments: [file] }, values('1'))).rejects.toMatchObject({
      code: 'CALL_TOO_LARGE',
    });
  });
});

describe('the way to the server', () => {
  it('is closed to private addresses that nobody allowed', async () => {
    const { received, port } = await mailServer();
    const http = createHttpClient({ allow: [] });
    for (const host of ['127.0.0.1', 'localhost']) {
      await expect(send(MESSAGE, values(port, { host }), { http })).rejects.toMatchObject({
        code: 'EGRESS_BLOCKED',
      });
    }
    await http.close();
    expect(received).toEqual([]);
  });

  it.each(['starttls', 'tls'])('asks for a certificate that is trusted (%s)', async (security) => {
    const { received, port } = await mailServer({ secure: security === 'tls' });
    await expect(send(MESSAGE, values(port, { security, ca: '' }))).rejects.toMatchObject({
      code: 'CERTIFICATE_UNTRUSTED',
    });
    expect(received).toEqual([]);
  });

  it('is not used without the encryption that was chosen', async () => {
    const { received, port } = await mailServer({ disabledCommands: ['STARTTLS'] });
    await expect(send(MESSAGE, values(port))).rejects.toMatchObject({
      code: 'CONNECTION_INVALID',
      message: expect.stringContaining('does not begin STARTTLS') as string,
    });
    expect(received).toEqual([]);
  });

  it('is tried with the account, without sending anything', async () => {
    const { received, port } = await mailServer();
    const http = createHttpClient({ allow: ['127.0.0.1'] });
    const trial = async (connection: Record<string, string>) => {
      const { message } = await smtp.test!({
        connection: { name: 'Mail', values: connection },
        http,
        signal: new AbortController().signal,
      });
      return message;
    };
    expect(await trial(values(port))).toBe('127.0.0.1 takes mail of shop.');
    await expect(trial(values(port, { password: 'wrong-one' }))).rejects.toMatchObject({
      code: 'CALL_UNAUTHORIZED',
    });
    const open = await mailServer({ disabledCommands: ['AUTH', 'STARTTLS'] });
    expect(await trial({ host: '127.0.0.1', port: open.port, security: 'none' })).toBe(
      '127.0.0.1 takes mail. Nothing is encrypted: everyone on the way can read it.',
    );
    await http.close();
    expect(received).toEqual([]);
  });
});
