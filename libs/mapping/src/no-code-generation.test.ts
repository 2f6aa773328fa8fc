import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const run = promisify(execFile);
const library = new URL('./index.ts', import.meta.url).href;

const program = `
  const refused = (() => { try { new Function('return 1'); return false; } catch { return true; } })();
  const { compilePath, evaluateCondition, evaluateMapping, listPaths, previewMapping } =
    await import(${JSON.stringify(library)});
  const data = { a: { b: [1, 2] }, name: 'Ada' };
  console.log(JSON.stringify({
    refused,
    path: compilePath('$..b[1:]').read(data),
    filter: compilePath("$[?search(@, '^A') || @.b[?@ > 1]]").read(data),
    mapping: evaluateMapping(
      { n: { $path: '$.a.b[0]' }, t: { $template: '{{#each a.b as |x|}}{{x}}{{/each}} {{upper name}}' } },
      data,
    ),
    condition: evaluateCondition({ left: { $path: '$.name' }, op: 'matches', right: '^A' }, data),
    listed: listPaths(data).length,
    preview: previewMapping({ $template: '{{' }, data).ok,
  }));
`;

it('works in a process that refuses to make code from text', async () => {
  const { stdout } = await run(
    process.execPath,
    ['--disallow-code-generation-from-strings', '--input-type=module', '--eval', program],
    { cwd: fileURLToPath(new URL('.', import.meta.url)) },
  );
  expect(JSON.parse(stdout)).toEqual({
    refused: true,
    path: [2],
    filter: [{ b: [1, 2] }, 'Ada'],
    mapping: { n: 1, t: '12 ADA' },
    condition: true,
    listed: 6,
    preview: false,
  });
});
