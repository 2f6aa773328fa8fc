import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { requireFlowDocument, type JsonValue } from '@millrace/model';
import { build } from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { headlineFlow } from '../load/millrace-side.ts';
import { orderBody } from '../load/order.ts';
import { collectErrors, launchChromium } from './chromium.ts';
import { everything, type Given } from './mapping-page.ts';

const POLICY =
  "default-src 'none'; script-src 'self'; require-trusted-types-for 'script'; trusted-types 'none'";
/** What the library may add, compressed, to a page that has zod already. */
const MOST_KILOBYTES = 160;

const GIVEN: Given = {
  order: {
    trigger: { body: JSON.parse(orderBody().toString()) as JsonValue, headers: {}, query: {} },
    steps: {},
  },
  document: requireFlowDocument(headlineFlow('https://partner.example/orders')),
};

const WATCH = `
  globalThis.violations = [];
  document.addEventListener('securitypolicyviolation', (event) => {
    globalThis.violations.push(event.effectiveDirective + ' ' + event.blockedURI);
  });`;
const GENERATE = `
  try { globalThis.made = new Function('return 1')(); } catch (error) { globalThis.made = error.name; }`;

let scripts: Record<string, string>;
let server: Server;
let browser: Browser;

beforeAll(async () => {
  scripts = { '/watch.js': WATCH, '/library.js': await bundled([]), '/generate.js': GENERATE };
  server = createServer((request, response) => {
    const script = scripts[request.url ?? ''];
    response.setHeader('content-security-policy', POLICY);
    response.setHeader('content-type', script === undefined ? 'text/html' : 'text/javascript');
    response.end(script ?? page(request.url ?? ''));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  browser = await launchChromium();
});

afterAll(async () => {
  await browser.close();
  server.close();
});

/** The page at `/library` loads library.js, after the script that watches. */
function page(path: string): string {
  return `<!doctype html><meta charset="utf-8"><script src="/watch.js"></script><script src="${path}.js"></script>`;
}

/** The library and what is done with it, as one script; without some packages. */
async function bundled(external: string[]): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(import.meta.dirname, 'mapping-page.ts')],
    bundle: true,
    write: false,
    minify: true,
    external,
    platform: 'browser',
    format: 'iife',
    globalName: 'mapping',
    logLevel: 'silent',
  });
  return outputFiles[0]!.text;
}

async function open(path: string): Promise<{ opened: Page; errors: string[] }> {
  const opened = await browser.newPage();
  const errors = collectErrors(opened);
  const { port } = server.address() as AddressInfo;
  await opened.goto(`http://127.0.0.1:${port}${path}`);
  return { opened, errors };
}

const violations = (of: Page) => of.evaluate<string[]>('violations');

describe('the mapping library in a page that may not make code from text', () => {
  it('gives what it gives in Node, and breaks no policy', async () => {
    const { opened, errors } = await open('/library');
    const text = await opened.evaluate<string>(`mapping.everything(${JSON.stringify(GIVEN)})`);
    const here = JSON.parse(everything(GIVEN)) as { helpers: { name: string; asTold: boolean }[] };
    expect(JSON.parse(text)).toEqual(here);
    expect(here.helpers.length).toBeGreaterThan(50);
    expect(here.helpers.filter(({ asTold }) => !asTold).map(({ name }) => name)).toEqual([]);
    expect(await violations(opened)).toEqual([]);
    expect(errors).toEqual([]);
  });

  it('would be caught making code from text', async () => {
    const { opened, errors } = await open('/generate');
    expect(await opened.evaluate('made')).toBe('EvalError');
    await expect.poll(() => violations(opened)).not.toEqual([]);
    expect(errors).not.toEqual([]);
  });

  it('stays small', async () => {
    const [whole, own] = [scripts['/library.js']!, await bundled(['zod'])].map(
      (script) => gzipSync(script).length / 1024,
    );
    const told = `${whole!.toFixed(1)} KB compressed, ${own!.toFixed(1)} KB of it not zod`;
    process.stdout.write(`The mapping library takes ${told}.\n`);
    expect(own).toBeLessThan(MOST_KILOBYTES);
  });
});
