import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const run = promisify(execFile);
const library = new URL('./index.ts', import.meta.url).href;

const program = `
  const refused = (() => { try { new Function('return 1'); return false; } catch { return true; } })();
  const { compilePathTemplate, compileSecretText, encode, formText, pairsOf } =
    await import(${JSON.stringify(library)});
  console.log(JSON.stringify({
    refused,
    path: compilePathTemplate('/a/{x}').fill({ x: 'b c' }),
    secret: compileSecretText('Bearer {t}', ['t']).fill({ t: 'x' }),
    form: formText(pairsOf({ a: { b: [1] } }, 'brackets')),
    html: encode('markdown_html', '**a** | https://x.org'),
    xml: encode('xml', { a: { b: 1 } }),
  }));
`;

it('requests are written in a process that refuses to make code from text', async () => {
  const { stdout } = await run(
    process.execPath,
    ['--disallow-code-generation-from-strings', '--input-type=module', '--eval', program],
    { cwd: fileURLToPath(new URL('.', import.meta.url)) },
  );
  expect(JSON.parse(stdout)).toEqual({
    refused: true,
    path: '/a/b%20c',
    secret: 'Bearer x',
    form: 'a%5Bb%5D%5B0%5D=1',
    html: '<p><strong>a</strong> | <a href="https://x.org">https://x.org</a></p>',
    xml: '<?xml version="1.0" encoding="UTF-8"?>\n<a><b>1</b></a>',
  });
});
