import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { startMailchimp } from '../support/mailchimp/server.ts';
import { cleanUp, OWNER, poll, startMillrace, type Millrace } from '../support/millrace.ts';
import { orderFlow } from '../support/order-flow.ts';

/*
 * The main job, proven from the terminal: a WooCommerce order arrives at a trigger URL and becomes
 * calls to Mailchimp. Everything is real but the shop and Mailchimp, which stand in on this machine.
 * With --keep all of it goes on running, to be looked at in a browser, until Ctrl-C.
 */

const SAMPLES = join(import.meta.dirname, '../../libs/connectors/src/woocommerce/samples');
const order = readFileSync(join(SAMPLES, 'order.json'), 'utf8');
const MAILCHIMP_KEY = '0123456789abcdef0123456789abcdef-us1';
const SHOP_SECRET = 'a secret that only the shop and Millrace know';
const AUDIENCE = 'a1b2c3d4e5';

const keep = process.argv.includes('--keep');
// Ctrl-C ends the demo at any time, and leaves nothing behind.
const interrupted = new Promise<void>((resolve) => {
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => resolve());
});

const started = performance.now();
const mailchimp = await startMailchimp({ apiKey: MAILCHIMP_KEY, lists: [AUDIENCE] });
say(`A stand-in Mailchimp listens at ${mailchimp.url}`);
const millrace = await startMillrace();
say(`Millrace runs at ${millrace.url} with a database of its own in ${millrace.dataDir}`);
try {
  const flow = await Promise.race([demonstrate(millrace), interrupted]);
  if (keep && flow !== undefined) {
    invite(millrace, flow);
    await interrupted;
  }
} finally {
  await millrace.stop();
  await mailchimp.close();
  await cleanUp(millrace.dataDir);
  await rm(millrace.dataDir, { recursive: true, force: true });
}
say(`Done in ${((performance.now() - started) / 1000).toFixed(1)} s. Nothing is left behind.`);

/** Gives the id of the flow. */
async function demonstrate(millrace: Millrace): Promise<string> {
  const { api } = millrace;
  await must(
    api('POST', '/connections', {
      connector: 'woocommerce',
      name: 'woocommerce',
      values: { webhook_secret: SHOP_SECRET },
    }),
  );
  await must(
    api('POST', '/connections', {
      connector: 'mailchimp',
      name: 'mailchimp',
      values: { api_key: MAILCHIMP_KEY, base_url: mailchimp.url },
    }),
  );
  const document = orderFlow(AUDIENCE);
  const flow = await must(api<{ id: string; hook_url: string }>('POST', '/flows', { document }));
  await must(api('POST', `/flows/${flow.id}/publish`));
  say(`The flow "${document.name}" is live at ${flow.hook_url}`);

  const answer = await deliver(flow.hook_url);
  say(`The shop posts an order, signed: ${JSON.stringify(answer)}`);
  const run = await poll(async () => {
    const { body } = await api<Run>('GET', `/runs/${answer.run}`);
    return ['succeeded', 'failed', 'stopped'].includes(body.status) ? body : undefined;
  });
  for (const { step, status, started_at, finished_at } of run.attempts) {
    const ms = Date.parse(finished_at) - Date.parse(started_at);
    say(`  step ${step.padEnd(10)} ${status.padEnd(10)} ${ms} ms`);
  }
  say(`The run ${run.status}. What arrived at Mailchimp:`);
  for (const { method, path, status, body } of mailchimp.requests) {
    say(`  ${method} ${path} → ${status}`);
    say(`    ${JSON.stringify(body)}`);
  }
  const again = await deliver(flow.hook_url);
  say(`The shop posts the same order again: ${JSON.stringify(again)}`);
  if (run.status !== 'succeeded' || again.duplicate !== true) throw new Error('The demo failed.');
  return flow.id;
}

function invite({ url }: Millrace, flow: string): void {
  say('');
  say(`It goes on running. Look at it: ${url}/flows/${flow}`);
  say(`Sign in as ${OWNER.email} with the password: ${OWNER.password}`);
  say('Ctrl-C ends it and removes everything.');
}

interface Run {
  status: string;
  attempts: { step: string; status: string; started_at: string; finished_at: string }[];
}

/** Posts the order as WooCommerce does. */
async function deliver(url: string): Promise<{ event: string; run: string; duplicate?: boolean }> {
  const body = JSON.stringify(JSON.parse(order));
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'user-agent': 'WooCommerce/11.0.1 Hookshot (WordPress/7.0.4)',
      'x-wc-webhook-topic': 'order.created',
      'x-wc-webhook-resource': 'order',
      'x-wc-webhook-event': 'created',
      'x-wc-webhook-id': '1',
      'x-wc-webhook-signature': createHmac('sha256', SHOP_SECRET).update(body).digest('base64'),
    },
    body,
  });
  return (await response.json()) as { event: string; run: string };
}

async function must<T>(call: Promise<{ status: number; body: T }>): Promise<T> {
  const { status, body } = await call;
  if (status >= 300) throw new Error(`Status ${status}: ${JSON.stringify(body)}`);
  return body;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
