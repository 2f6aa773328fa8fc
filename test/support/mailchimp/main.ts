import { parseArgs } from 'node:util';
import { startMailchimp, type MailchimpCall } from './server.ts';

/** node test/support/mailchimp/main.ts --port 9000 --key <key>-us1 [--list <id>]… */
const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '9000' },
    key: { type: 'string' },
    list: { type: 'string', multiple: true },
  },
});
const { key, list } = values;
if (key === undefined) {
  process.stderr.write('Name the API key it accepts: --key <key>-us1\n');
  process.exit(2);
}

const server = await startMailchimp({
  apiKey: key,
  port: Number(values.port),
  ...(list === undefined ? {} : { lists: list }),
  onCall: (call) => void process.stdout.write(`${line(call)}\n`),
});
process.stdout.write(`Stand-in Mailchimp ready at ${server.url}\n`);
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void server.close().then(() => process.exit(0)));
}

function line({ method, path, status, body }: MailchimpCall): string {
  return `${method} ${path} → ${status}${body === undefined ? '' : ` ${JSON.stringify(body)}`}`;
}
