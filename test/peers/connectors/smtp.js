import { strict as assert } from 'node:assert';
import { SMTPServer } from 'smtp-server';

/** A real mail server, which keeps what it takes. */
async function start() {
  const mails = [];
  const server = new SMTPServer({
    disabledCommands: ['STARTTLS'],
    authOptional: true,
    onData: (stream, session, done) => {
      const chunks = [];
      stream.on('data', (chunk) => chunks.push(chunk));
      stream.on('end', () => {
        mails.push({ to: session.envelope.rcptTo, text: Buffer.concat(chunks).toString() });
        done();
      });
    },
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.server.address();
  return {
    mails,
    values: { host: '127.0.0.1', port: String(port), security: 'none' },
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}

export const peers = [
  {
    peer: 'smtp-server',
    start,
    account: { auth: 'open' },
    actions: {
      send: {
        input: () => ({
          from: 'Shop <shop@example.com>',
          to: ['Ada <ada@example.com>'],
          subject: 'Order 1042',
          text: 'On its way.',
          attachments: [{ file: 'f', name: 'label.txt', type: 'text/plain', bytes: 5 }],
        }),
        check: ({ server }) => {
          const [{ to, text }] = server.mails;
          assert.deepEqual(
            to.map(({ address }) => address),
            ['ada@example.com'],
          );
          assert.match(text, /^Subject: Order 1042\r$/m);
          assert.match(text, /^From: "?Shop"? <shop@example\.com>\r$/m);
          assert.match(text, /On its way\./);
          assert.match(text, /filename="?label\.txt"?/);
        },
      },
    },
  },
];
