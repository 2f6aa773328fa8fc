import { join } from 'node:path';
import { ESLint, type Linter } from 'eslint';
import tseslint from 'typescript-eslint';
import { describe, expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '..', '..');
const SOURCE = 'apps/editor/src';

const { editorLayers } = (await import(join(ROOT, 'tools/editor-layers.js'))) as {
  editorLayers: Linter.Config;
};

/** The rule alone, so that files which do not exist can be judged. */
const rule = new ESLint({
  cwd: ROOT,
  overrideConfigFile: true,
  overrideConfig: [
    { files: ['**/*.{ts,tsx}'], languageOptions: { parser: tseslint.parser } },
    editorLayers,
  ],
});

async function said(file: string, code: string): Promise<string> {
  const filePath = join(ROOT, SOURCE, file);
  const [result] = await rule.lintText(code, { filePath });
  return result!.messages.map(({ ruleId, message }) => `${String(ruleId)}: ${message}`).join('\n');
}

const importing = (path: string): string => `import { x } from '${path}';\nexport const y = x;\n`;

describe('the layers of the editor', () => {
  test.each([
    ['api/runs.ts', '../ui/format.ts', 'api may not import ui'],
    ['api/runs.ts', '../features/runs/run-page.tsx', 'api may not import features'],
    ['ui/logo.tsx', '../features/runs/run-page.tsx', 'ui may not import features'],
    ['ui/json-tree/json-tree.tsx', '../../app/theme.ts', 'ui may not import app'],
    ['features/runs/run-page.tsx', '../../app/theme.ts', 'features may not import app'],
    ['features/runs/run-page.tsx', '../../main.tsx', 'features may not import main.tsx'],
    [
      'features/runs/run-page.tsx',
      '../events/events-page.tsx',
      'may not import the feature events',
    ],
    ['features/new/deep/part.tsx', '../../newer/part.tsx', 'may not import the feature newer'],
  ])('%s may not import %s', async (file, path, fault) => {
    expect(await said(file, importing(path))).toContain(fault);
  });

  test.each([
    ['app/router.tsx', '../features/runs/run-page.tsx'],
    ['features/new/page.tsx', '../../ui/format.ts'],
    ['features/new/page.tsx', '../../api/runs.ts'],
    ['features/new/deep/part.tsx', '../page.tsx'],
    ['ui/error-panel.tsx', '../api/problem.ts'],
    ['ui/error-panel.tsx', './format.ts'],
    ['api/runs.ts', './client.ts'],
    ['main.tsx', './app/app.tsx'],
  ])('%s may import %s', async (file, path) => {
    expect(await said(file, importing(path))).toBe('');
  });

  test.each([
    ['a type', "import type { X } from '../features/runs/a.ts';\nexport type Y = X;\n"],
    ['a re-export', "export { y } from '../features/runs/a.ts';\n"],
    ['an import() expression', "export const y = import('../features/runs/a.ts');\n"],
  ])('%s is seen as well', async (_, code) => {
    expect(await said('ui/logo.tsx', code)).toContain('ui may not import features');
  });

  test('stand in the lint of the repository', async () => {
    const whole = new ESLint({ cwd: ROOT });
    for (const file of ['api/runs.ts', 'ui/logo.tsx', 'features/runs/run-page.tsx']) {
      const config: unknown = await whole.calculateConfigForFile(join(ROOT, SOURCE, file));
      expect(config).toMatchObject({ rules: { 'editor/layers': [2] } });
    }
  });
});
