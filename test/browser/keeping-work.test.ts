import type { Browser, BrowserContext, Page, Request } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { FlowDocument } from '@millrace/model';
import { cleanUp, OWNER, poll, startMillrace, type Millrace } from '../support/millrace.ts';
import { launchChromium } from './chromium.ts';

let server: Millrace;
let browser: Browser;
let context: BrowserContext;

const DOCUMENT: FlowDocument = {
  millrace: 1,
  name: 'Kept',
  trigger: { kind: 'webhook' },
  steps: [
    {
      id: 'note',
      kind: 'set',
      name: 'Note',
      fields: { text: 'first', more: { $path: '$.trigger.body.x' } },
    },
  ],
};

beforeAll(async () => {
  server = await startMillrace();
  browser = await launchChromium();
  context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    reducedMotion: 'reduce',
  });
  context.setDefaultTimeout(60_000);
  const page = await context.newPage();
  await page.goto(server.url);
  await page.getByLabel('E-mail address').fill(OWNER.email);
  await page.getByRole('textbox', { name: 'Password' }).fill(OWNER.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL('**/flows');
  await page.close();
});

afterAll(async () => {
  await browser.close();
  await server.stop();
  await cleanUp(server.dataDir);
});

// A page left open would hold the stream of the next test.
afterEach(async () => {
  for (const page of context.pages()) await page.close();
});

async function newFlow(): Promise<{ id: string; hook_url: string }> {
  const { body } = await server.api<{ id: string; hook_url: string }>('POST', '/flows', {
    document: DOCUMENT,
  });
  return body;
}

describe('the keys of the editor', () => {
  const draftOf = async (id: string): Promise<string> => {
    const { body } = await server.api<{ document: FlowDocument }>('GET', `/flows/${id}`);
    return JSON.stringify(body.document.steps);
  };

  it('an undo right after an edit is saved, and what is published is what is shown', async () => {
    const { id } = await newFlow();
    const page = await context.newPage();
    await page.goto(`${server.url}/flows/${id}?step=note`);
    const box = page.getByRole('textbox', { name: 'Value of text' });
    await box.fill('second');
    await poll(async () => (await draftOf(id)).includes('second'));
    await page.getByText('Saved', { exact: true }).waitFor();
    // An edit that is being written when it is undone.
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    await page.route('**/draft', async (route) => {
      await held;
      await route.continue();
    });
    const sent = page.waitForRequest((request) => request.url().endsWith('/draft'));
    await box.fill('third');
    await sent;
    await page.getByRole('button', { name: 'Undo' }).click();
    // Edits of one text that follow at once are one undo.
    const shown = await box.inputValue();
    expect(shown).not.toBe('third');
    await page.getByRole('button', { name: 'Publish' }).click();
    release();
    await page.getByText('Version 1 is live.').waitFor();
    await page.getByText('Saved', { exact: true }).waitFor();
    const { body } = await server.api<{ items: { document: FlowDocument }[] }>(
      'GET',
      `/flows/${id}/versions`,
    );
    expect(JSON.stringify(body.items[0]?.document.steps)).toContain(shown);
    expect(await draftOf(id)).toContain(shown);
  });

  it('Ctrl+Z in a text box undoes the typing, on the canvas the flow, in a dialog neither', async () => {
    const { id } = await newFlow();
    const page = await context.newPage();
    await page.goto(`${server.url}/flows/${id}?step=note`);
    const box = page.getByRole('textbox', { name: 'Value of text' });
    await box.click();
    await page.keyboard.press('End');
    await page.keyboard.type(' and more');
    expect(await box.inputValue()).toBe('first and more');
    await page.getByRole('textbox', { name: 'Search the data' }).click();
    await page.keyboard.type('zz');
    await page.keyboard.press('Control+z');
    expect(await box.inputValue(), 'a search undoes itself').toBe('first and more');
    await page.getByRole('button', { name: 'More for this flow' }).click();
    await page.getByRole('menuitem', { name: 'Delete flow' }).click();
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Control+z');
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    expect(await box.inputValue(), 'a dialog undoes nothing').toBe('first and more');
    await page.getByRole('button', { name: /^Trigger: / }).focus();
    await page.keyboard.press('Control+z');
    await expect.poll(() => box.inputValue()).toBe('first');
  });
});

describe('many tabs', () => {
  /** The requests for the stream that are under way. */
  const streams = new Map<Request, Page>();

  async function openTab(): Promise<Page> {
    const page = await context.newPage();
    page.on('request', (request) => {
      if (request.url().endsWith('/api/v1/stream')) streams.set(request, page);
    });
    page.on('requestfinished', (request) => streams.delete(request));
    page.on('requestfailed', (request) => streams.delete(request));
    page.on('close', () => {
      for (const [request, owner] of streams) if (owner === page) streams.delete(request);
    });
    await page.goto(`${server.url}/runs`);
    await page.getByRole('heading', { name: 'Runs' }).waitFor();
    return page;
  }

  const rows = (page: Page) => page.getByRole('main').getByRole('row').count();

  it('all load, share one stream, and go on when the page that holds it is closed, hidden or hangs', async () => {
    const flow = await newFlow();
    await server.api('POST', `/flows/${flow.id}/publish`);
    const hook = new URL(new URL(flow.hook_url).pathname, server.url);
    const send = () => fetch(hook, { method: 'POST', body: '{"x":1}' });
    await send();
    const tabs: Page[] = [];
    for (let count = 0; count < 8; count += 1) tabs.push(await openTab());
    await poll(() => streams.size === 1);
    const everyTabHas = async (count: number): Promise<void> => {
      await poll(async () => {
        const counts = await Promise.all(tabs.map(rows));
        return counts.every((found) => found === count);
      });
    };
    await everyTabHas(2);
    await send();
    await everyTabHas(3);

    const holder = (): Page => [...streams.values()][0] as Page;
    const leave = (page: Page): void => void tabs.splice(tabs.indexOf(page), 1);
    const closed = holder();
    leave(closed);
    await closed.close();
    await poll(() => streams.size === 1 && holder() !== closed);
    await send();
    await everyTabHas(4);

    const hidden = holder();
    await see(hidden, 'hidden');
    await poll(() => streams.size === 1 && holder() !== hidden);
    leave(hidden);
    await send();
    await everyTabHas(5);
    expect(await rows(hidden), 'a hidden page fetches nothing').toBe(4);
    await see(hidden, 'visible');
    tabs.push(hidden);
    await everyTabHas(5);

    const hung = holder();
    leave(hung);
    const devtools = await context.newCDPSession(hung);
    await devtools.send('Debugger.enable');
    void hung.evaluate('debugger').catch(() => undefined);
    await poll(() => [...streams.values()].some((page) => page !== hung), 40_000);
    await send();
    await everyTabHas(6);
    await devtools.send('Debugger.resume');
    await poll(() => streams.size === 1 && holder() !== hung);
  });

  /** A page in the background, as the browser tells it. */
  async function see(page: Page, state: 'hidden' | 'visible'): Promise<void> {
    await page.evaluate((value) => {
      Object.defineProperty(document, 'visibilityState', { value, configurable: true });
      document.dispatchEvent(new Event('visibilitychange'));
    }, state);
  }
});
