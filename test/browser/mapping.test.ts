import type { Browser, Page } from 'playwright-core';
import type { FlowDocument } from '@millrace/model';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cleanUp, startMillrace, type Millrace } from '../support/millrace.ts';
import { orderFlow } from '../support/order-flow.ts';
import { axeFindings, collectErrors, launchChromium } from './chromium.ts';

let server: Millrace;
let browser: Browser;
let page: Page;
let errors: string[];
let flow: string;

beforeAll(async () => {
  server = await startMillrace();
  flow = await fill(server);
  browser = await launchChromium();
  page = await browser.newPage({ viewport: { width: 1280, height: 900 }, reducedMotion: 'reduce' });
  page.setDefaultTimeout(20_000);
  errors = collectErrors(page);
  await page.goto(server.url);
  await page.getByLabel('E-mail address').fill('owner@example.com');
  await page.getByRole('textbox', { name: 'Password' }).fill('correct horse battery');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL('**/flows');
});

afterAll(async () => {
  await browser.close();
  await server.stop();
  await cleanUp(server.dataDir);
});

/** The flow people start from, with the connections it names and three events, one without a name. */
async function fill({ api, url }: Millrace): Promise<string> {
  const connections = [
    ['woocommerce', { webhook_secret: 'a secret of the shop' }],
    ['mailchimp', { api_key: '0123456789abcdef0123456789abcdef-us1' }],
  ] as const;
  for (const [connector, values] of connections) {
    await api('POST', '/connections', { connector, name: connector, values });
  }
  const document: FlowDocument = { ...orderFlow('a1b2c3d4e5'), trigger: { kind: 'webhook' } };
  const made = await api<{ id: string; hook_url: string }>('POST', '/flows', { document });
  const hook = new URL(new URL(made.body.hook_url).pathname, url);
  const orders = [
    { email: 'a@x.test' },
    { first_name: 'Ada', last_name: 'Lovelace', email: 'ada@x.test' },
    { first_name: 'Grace', last_name: 'Hopper', email: 'grace@x.test' },
  ];
  for (const billing of orders) {
    const body = JSON.stringify({ status: 'processing', total: '12.50', billing });
    await fetch(hook, { method: 'POST', body, headers: { 'content-type': 'application/json' } });
  }
  return made.body.id;
}

const panel = () => page.getByRole('complementary', { name: 'Step' });
const button = (name: string | RegExp) => panel().getByRole('button', { name });

async function open(step: string): Promise<void> {
  await page.goto(`${server.url}/flows/${flow}?step=${step}`);
  await panel().getByRole('heading').first().waitFor();
}

describe('a field of a mapping', () => {
  it('shows its value, its type and where it came from', async () => {
    await open('member');
    await panel().getByText('"grace@x.test"').first().waitFor();
    await panel().getByText('text', { exact: true }).first().waitFor();
    expect(await axeFindings(page)).toEqual([]);
  });

  it('is tried on the last events, one a row, with the keyboard alone', async () => {
    await button('Try Value of name on the last events').focus();
    await page.keyboard.press('Enter');
    const table = panel().getByRole('table', { name: 'What Value of name gives' });
    await expect.poll(() => table.getByRole('row').count()).toBe(4);
    await panel()
      .getByText(/^2 of 3 give a value, 1 is missing\.$/)
      .waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await button('Hide Value of name on the last events').click();
  });

  it('finds where a template is wrong once the typing rests', async () => {
    const box = panel().getByRole('textbox', { name: 'Value of name' });
    await box.fill('Dear {{#if trigger.body.billing.first_name}}you');
    await panel()
      .getByText(/The template is not valid/)
      .first()
      .waitFor();
    await expect.poll(() => panel().locator('mark').count()).toBe(1);
    await page.keyboard.press('Control+z');
  });

  it('offers values while a template is written', async () => {
    await open('member');
    const box = panel().getByRole('textbox', { name: 'Value of name' });
    await box.fill('Dear {{first');
    await page.getByRole('option', { name: /billing\.first_name/ }).click();
    await expect.poll(() => box.inputValue()).toBe('Dear {{trigger.body.billing.first_name}}');
  });

  it('takes a helper from the list of all of them', async () => {
    await button('Options of Value of name').click();
    await page.getByRole('menuitem', { name: 'Use a helper' }).click();
    await panel().getByRole('textbox', { name: 'Search helpers' }).fill('upper');
    await panel().getByText('{{upper text}}').waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await button('Insert upper').click();
    const box = panel().getByRole('textbox', { name: 'Value of name' });
    await expect.poll(() => box.inputValue()).toContain('{{upper text}}');
  });
});

describe('the checks', () => {
  it('find a broken mapping, mend it, and undo brings the finding back', async () => {
    await open('member');
    await button(/^Value of email, picked value/).click();
    const path = panel().getByRole('textbox', { name: 'Path of Value of email' });
    await path.fill('$.trigger.body.billing.emial');
    await path.press('Enter');
    const fix = button('Use $.trigger.body.billing.email');
    await fix.waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await fix.click();
    await fix.waitFor({ state: 'hidden' });
    await panel().getByText('"grace@x.test"').first().waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await fix.waitFor();
    await page.getByRole('button', { name: 'Redo' }).click();
    await fix.waitFor({ state: 'hidden' });
  });

  it('are listed for the whole flow', async () => {
    await page.getByRole('button', { name: /^\d+ checks?$/ }).click();
    await page.getByText('Checks of this flow').waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await page.keyboard.press('Escape');
  });

  it('wrote no error to the console on the way', () => {
    expect(errors).toEqual([]);
  });
});
