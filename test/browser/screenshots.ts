import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { FLOW_TEMPLATES } from '@millrace/model';
import { startMailchimp } from '../support/mailchimp/server.ts';
import { cleanUp, poll, startMillrace, type Millrace } from '../support/millrace.ts';
import { orderFlow } from '../support/order-flow.ts';
import { launchChromium } from './chromium.ts';

/*
 * Pictures of every page with real data, in both themes: `node test/browser/screenshots.ts <dir>`.
 */
const dir = process.argv[2] ?? 'screenshots';
const MAILCHIMP_KEY = '0123456789abcdef0123456789abcdef-us1';

await mkdir(dir, { recursive: true });
const mailchimp = await startMailchimp({ apiKey: MAILCHIMP_KEY });
const server = await startMillrace();
const browser = await launchChromium();
try {
  const { flow, fresh, run } = await fill(server);
  for (const colorScheme of ['light', 'dark'] as const) {
    const page = await browser.newPage({
      viewport: { width: 1280, height: 800 },
      reducedMotion: 'reduce',
      colorScheme,
    });
    await page.goto(server.url);
    await shoot(page, `sign-in-${colorScheme}`);
    await page.getByLabel('E-mail address').fill('owner@example.com');
    await page.getByRole('textbox', { name: 'Password' }).fill('correct horse battery');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.waitForURL('**/flows');
    const pages = {
      flows: '/flows',
      'new-flow': '/flows?create=true',
      trigger: `/flows/${flow}?step=trigger`,
      flow: `/flows/${flow}?step=subscribe`,
      'flow-from-template': `/flows/${fresh}?step=subscribe`,
      filter: `/flows/${flow}?step=paid`,
      set: `/flows/${flow}?step=member`,
      'flow-runs': `/flows/${flow}?tab=runs`,
      'flow-events': `/flows/${flow}?tab=events`,
      'flow-versions': `/flows/${flow}?tab=versions`,
      runs: '/runs',
      run: `/runs/${run}`,
      events: '/events',
      connections: '/connections',
      settings: '/settings',
    };
    for (const [name, path] of Object.entries(pages)) {
      await page.goto(server.url + path);
      await shoot(page, `${name}-${colorScheme}`);
    }
    await page.close();
  }
} finally {
  await browser.close();
  await server.stop();
  await mailchimp.close();
  await cleanUp(server.dataDir);
}

async function shoot(page: Page, name: string): Promise<void> {
  await page.getByRole('heading').first().waitFor();
  // The stream keeps one request open for ever, so the network is never idle; the picture waits
  // until the last skeleton is gone.
  await poll(async () => (await page.locator('.mantine-Skeleton-root').count()) === 0);
  await page.screenshot({ path: join(dir, `${name}.png`), animations: 'disabled' });
}

async function fill({ api }: Millrace): Promise<{ flow: string; fresh: string; run: string }> {
  await api('POST', '/connections', {
    connector: 'woocommerce',
    name: 'woocommerce',
    values: { webhook_secret: 'a secret of the shop' },
  });
  await api('POST', '/connections', {
    connector: 'mailchimp',
    name: 'mailchimp',
    values: { api_key: MAILCHIMP_KEY, base_url: mailchimp.url },
  });
  const document = orderFlow('a1b2c3d4e5');
  const { body } = await api<{ id: string }>('POST', '/flows', { document });
  await api('POST', `/flows/${body.id}/publish`);
  let run = '';
  for (let sample = 0; sample < 5; sample += 1) {
    const sent = await api<{ run: string }>('POST', `/flows/${body.id}/sample`, { sample: 0 });
    run = sent.body.run;
  }
  await poll(async () => (await api('GET', `/runs/${run}`)).body['status'] === 'succeeded');
  const template = FLOW_TEMPLATES[0]?.document;
  const fresh = await api<{ id: string }>('POST', '/flows', { document: template });
  return { flow: body.id, fresh: fresh.body.id, run };
}
