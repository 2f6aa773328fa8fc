import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startMailchimp, type Mailchimp } from '../support/mailchimp/server.ts';
import { cleanUp, startMillrace, type Millrace } from '../support/millrace.ts';
import { axeFindings, collectErrors, launchChromium } from './chromium.ts';

const MAILCHIMP_KEY = '0123456789abcdef0123456789abcdef-us1';
const PASSWORD = 'a long enough password';
const BUYER = 'mara.lindqvist@example.com';

let mailchimp: Mailchimp;
let server: Millrace;
let browser: Browser;
let page: Page;
let errors: string[];

beforeAll(async () => {
  mailchimp = await startMailchimp({ apiKey: MAILCHIMP_KEY });
  server = await startMillrace({ owner: false });
  browser = await launchChromium();
  page = await browser.newPage({
    viewport: { width: 1280, height: 800 },
    reducedMotion: 'reduce',
  });
  page.setDefaultTimeout(10_000);
  errors = collectErrors(page);
});

afterAll(async () => {
  await browser.close();
  await server.stop();
  await mailchimp.close();
  await cleanUp(server.dataDir);
});

const button = (name: string | RegExp) => page.getByRole('button', { name });
const visible = (text: string | RegExp) =>
  page.getByText(text).filter({ visible: true }).first().waitFor();

/** Nothing on this page keeps people out who cannot see or point. */
async function accessible(): Promise<void> {
  expect(await axeFindings(page)).toEqual([]);
}

async function newConnection(app: RegExp, fill: () => Promise<void>): Promise<void> {
  await button('New connection').click();
  await button(app).click();
  await fill();
  await page.getByRole('dialog').getByRole('button', { name: 'Create connection' }).click();
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
}

describe('a new owner', () => {
  it('signs up on the first visit', async () => {
    await page.goto(server.url);
    await page.waitForURL('**/setup');
    await accessible();
    await page.getByLabel('Your name').fill('Anna');
    await page.getByLabel('E-mail address').fill('anna@example.com');
    await page.getByRole('textbox', { name: 'Password' }).fill(PASSWORD);
    await button('Create account').click();
    await page.waitForURL('**/flows');
    await page.getByRole('heading', { name: 'Build your first flow' }).waitFor();
    await accessible();
  });

  it('connects the shop and Mailchimp', async () => {
    await page.getByRole('link', { name: 'Connections' }).click();
    await newConnection(/^WooCommerce/, async () => {
      await page.getByRole('radio', { name: /Webhooks only/ }).check();
      await page.getByRole('textbox', { name: 'Webhook secret' }).fill('a secret of the shop');
    });
    await newConnection(/^Mailchimp(?! Trans)/, async () => {
      await accessible();
      await page.getByRole('textbox', { name: 'API key' }).fill(MAILCHIMP_KEY);
      await page.getByRole('dialog').getByRole('button', { name: 'More' }).click();
      await page.getByRole('textbox', { name: 'Base URL' }).fill(mailchimp.url);
    });
    await visible('Works');
    await button('Test again: mailchimp').click();
    await visible(/Everything's Chimpy/);
    await accessible();
  });

  it('builds a flow by hand, with values picked from the data beside the form', async () => {
    await page.getByRole('link', { name: 'Flows', exact: true }).click();
    await page.getByRole('link', { name: /blank flow/ }).click();
    await page.getByRole('dialog').getByRole('textbox', { name: 'Name' }).fill('Buyers');
    await button('Create blank flow').click();

    await button(/^Trigger: /).click();
    await page.getByRole('combobox', { name: 'Where it comes from' }).click();
    await page.getByRole('option', { name: 'Order created' }).first().click();
    await page.getByRole('combobox', { name: 'Signature' }).waitFor();
    await visible(`${server.url}/hooks/`);
    await accessible();

    await button('Add a step at the end').click();
    await page.getByRole('combobox', { name: 'Search steps' }).fill('contact');
    await page.getByRole('option', { name: /Add or update a contact/ }).click();
    await page.getByRole('textbox', { name: 'Audience', exact: true }).click();
    await page.getByRole('option', { name: /Customers/ }).click();
    await page.getByRole('textbox', { name: 'First name' }).click();
    await accessible();
    await page.getByRole('textbox', { name: 'E-mail address' }).click();
    await page.getByRole('textbox', { name: 'Search the data' }).fill('billing');
    await button(/billing\.email/).click();
    await visible('billing');
    await visible(`"${BUYER}"`);
    await accessible();
  });

  it('publishes it, sends the sample, and sees what each step got and gave', async () => {
    await button('Publish').click();
    await visible('Live');
    await button(/^Trigger: /).click();
    await button('Send sample').click();
    await expect
      .poll(() => mailchimp.members.map((member) => member.email_address))
      .toEqual([BUYER]);
    await page.getByRole('link', { name: 'Runs', exact: true }).click();
    await page
      .getByRole('link', { name: /Buyers/ })
      .first()
      .click();
    await page.waitForURL('**/runs/*');
    await visible('Succeeded');
    await visible('upsert_member');
    const shown = page.getByRole('main');
    await shown.getByText('Input').first().waitFor();
    await shown.getByText('Output').first().waitFor();
    expect(await shown.getByText(BUYER).count()).toBeGreaterThanOrEqual(2);
    await accessible();
    expect(mailchimp.requests.at(-1)).toMatchObject({ method: 'PUT', status: 200 });
  });

  it('finds the event with its verdict, and settings, in light and dark', async () => {
    await page.getByRole('link', { name: 'Events' }).click();
    await visible('Accepted');
    await accessible();
    await page.getByRole('link', { name: 'Settings' }).click();
    await button('Use dark colours').click();
    await expect
      .poll(() => page.locator('html').getAttribute('data-mantine-color-scheme'))
      .toBe('dark');
    await accessible();
    await page.getByRole('link', { name: 'Flows', exact: true }).click();
    await visible('Buyers');
    await accessible();
  });

  it('wrote no error to the console on the way', () => {
    expect(errors).toEqual([]);
  });

  it('signs out, is told of a wrong password in place, and gets in with the right one', async () => {
    await button('Anna').click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.waitForURL('**/sign-in*');
    await accessible();
    await page.getByLabel('E-mail address').fill('anna@example.com');
    await page.getByRole('textbox', { name: 'Password' }).fill('not the password');
    await button('Sign in').click();
    await visible(/do not match/);
    await page.getByRole('textbox', { name: 'Password' }).fill(PASSWORD);
    await button('Sign in').click();
    await page.waitForURL('**/flows');
  });
});
