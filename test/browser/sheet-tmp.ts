import { readdirSync } from 'node:fs';
import { launchChromium } from './chromium.ts';
const [from, out, filter] = process.argv.slice(2) as [string, string, string];
const files = readdirSync(from).filter((f) => f.endsWith('.png') && !f.startsWith('sheet') && new RegExp(filter ?? '.').test(f)).sort();
const browser = await launchChromium();
const page = await browser.newPage({ viewport: { width: 1840, height: 1200 } });
for (let i = 0; i < files.length; i += 4) {
  const html = files.slice(i, i + 4).map((f) => `<figure style="margin:2px;display:inline-block;width:910px;font:13px sans-serif">${f}<img style="width:910px;border:1px solid red" src="file://${from}/${f}"></figure>`).join('');
  const { writeFileSync } = await import('node:fs');
  writeFileSync(`${out}/sheet.html`, `<body style="margin:0;background:#999">${html}`);
  await page.goto(`file://${out}/sheet.html`);
  await page.screenshot({ path: `${out}/sheet-${String(i / 4).padStart(2, '0')}.png` });
}
await browser.close();
