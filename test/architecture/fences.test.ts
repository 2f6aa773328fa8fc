import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from 'vitest';
import { lint } from './lint.ts';
import { ROOT } from './tracked-files.ts';

/** A file of each project. */
const PLACE = {
  model: 'libs/model/src/index.ts',
  mapping: 'libs/mapping/src/index.ts',
  signatures: 'libs/signatures/src/index.ts',
  bodies: 'libs/bodies/src/index.ts',
  engine: 'libs/engine/src/index.ts',
  'connector-kit': 'libs/connector-kit/src/index.ts',
  connectors: 'libs/connectors/src/index.ts',
  editor: 'apps/editor/src/app/search.ts',
  server: 'apps/server/src/main.ts',
  test: 'test/support/millrace.ts',
} as const;

type Project = keyof typeof PLACE;

/** The rules that object to `code` if it stood in that project, and what they say. */
async function objections(project: Project, code: string): Promise<string> {
  const [result] = await lint.lintText(code, { filePath: join(ROOT, PLACE[project]) });
  return result!.messages.map(({ ruleId, message }) => `${String(ruleId)}: ${message}`).join('\n');
}

const importing = (name: string): string => `import { x } from '${name}';\nexport const y = x;\n`;

// The Nx rule reads the project graph from its cache and does nothing without it.
beforeAll(async () => {
  await promisify(execFile)(join(ROOT, 'node_modules/.bin/nx'), ['show', 'projects'], {
    cwd: ROOT,
    env: { ...process.env, NX_DAEMON: 'false' },
  });
});

const FORBIDDEN_SIBLING: Record<Project, string> = {
  model: 'mapping',
  mapping: 'engine',
  signatures: 'mapping',
  bodies: 'mapping',
  engine: 'connector-kit',
  'connector-kit': 'engine',
  connectors: 'engine',
  editor: 'connectors',
  server: 'editor',
  test: 'engine',
};

const FORBIDDEN_PACKAGE: Partial<Record<Project, string>> = {
  model: 'undici',
  mapping: 'zod',
  signatures: 'zod',
  bodies: 'zod',
  engine: 'handlebars',
  'connector-kit': 'axios',
  connectors: 'undici',
  editor: 'axios',
  server: 'ajv',
};

describe('a project that imports a sibling outside the import table', () => {
  test.each(Object.entries(FORBIDDEN_SIBLING))('%s may not import %s', async (project, sibling) => {
    const said = await objections(project as Project, importing(`@millrace/${sibling}`));
    expect(said).toContain('millrace/import-table');
  });

  test.each([
    ['model', 'mapping'],
    ['engine', 'connector-kit'],
    ['editor', 'connectors'],
    ['test', 'engine'],
  ] as const)('the Nx rule says so too for %s and %s', async (project, sibling) => {
    const said = await objections(project, importing(`@millrace/${sibling}`));
    expect(said).toContain('@nx/enforce-module-boundaries');
  });

  test('a relative path into another project is refused like its name', async () => {
    const said = await objections('model', importing('../../engine/src/index.ts'));
    expect(said).toContain('libs/model may not reach into libs/engine/src/index.ts');
  });

  test('an inner file of a sibling is refused', async () => {
    const said = await objections('engine', importing('@millrace/model/src/run.ts'));
    expect(said).toContain('millrace/import-table');
  });
});

describe('a project that imports a package outside the import table', () => {
  test.each(Object.entries(FORBIDDEN_PACKAGE))('%s may not import %s', async (project, name) => {
    const said = await objections(project as Project, importing(name));
    expect(said).toContain('millrace/import-table');
    expect(said).toContain('@nx/enforce-module-boundaries');
  });

  test.each([
    'model',
    'mapping',
    'signatures',
    'bodies',
    'engine',
    'connector-kit',
    'connectors',
    'editor',
  ] as const)('%s may not import a package that is not installed', async (project) => {
    const said = await objections(project, importing('a-package-nobody-installed'));
    expect(said).toContain('may not import the package a-package-nobody-installed');
  });

  test.each([
    ['an import() expression', "export const y: unknown = await import('undici');\n"],
    ['a re-export', "export { y } from 'undici';\n"],
    ['a type import', "import type { X } from 'undici';\nexport type Y = X;\n"],
  ])('%s is seen as well', async (_, code) => {
    expect(await objections('model', code)).toContain('may not import the package undici');
  });
});

describe('node modules', () => {
  test.each(['model', 'mapping', 'engine', 'editor'] as const)(
    '%s runs in the browser and may not import any',
    async (project) => {
      expect(await objections(project, importing('node:fs'))).toContain('may not import node:fs');
      expect(await objections(project, importing('node:crypto'))).toContain('may not import node:');
    },
  );

  test.each(['signatures', 'connectors'] as const)(
    '%s may use node:crypto only',
    async (project) => {
      expect(await objections(project, importing('node:crypto'))).not.toContain('import-table');
      expect(await objections(project, importing('node:net'))).toContain('may not import node:net');
    },
  );

  test('bodies may decompress, and open no connection and no file', async () => {
    expect(await objections('bodies', importing('node:zlib'))).not.toContain('import-table');
    expect(await objections('bodies', importing('node:fs'))).toContain('may not import node:fs');
    expect(await objections('bodies', importing('node:net'))).toContain('may not import node:net');
  });

  test('leaving out the prefix does not get one in', async () => {
    expect(await objections('model', importing('fs'))).toContain('Write node:fs');
  });
});

test('what the table allows passes', async () => {
  const said = await Promise.all([
    objections('model', importing('zod')),
    objections('connector-kit', importing('undici')),
    objections('connector-kit', importing('@millrace/bodies')),
    objections('connectors', importing('@millrace/connector-kit')),
    objections('server', importing('@millrace/bodies')),
    objections('editor', importing('@mantine/core')),
    objections('server', importing('@millrace/connectors')),
  ]);
  expect(said.join('\n')).not.toMatch(/import-table|module-boundaries/);
});

describe('the style of the code', () => {
  test.each([
    ['fetch', "export const y = fetch('http://example.com');\n", 'no-restricted-globals'],
    ['globalThis.fetch', "export const y = globalThis.fetch('x');\n", 'no-restricted-globals'],
    ['any', 'export const y: any = 1;\n', 'no-explicit-any'],
    ['as', "export const y = JSON.parse('1') as string;\n", 'consistent-type-assertions'],
    ['a non-null assertion', 'export const y = [1][0]!;\n', 'no-non-null-assertion'],
    ['console', "console.log('x');\n", 'no-console'],
    ['eval', "eval('1');\n", 'no-eval'],
    ['new Function', "export const y = new Function('return 1');\n", 'no-new-func'],
    ['export *', "export * from './run.ts';\n", 'no-restricted-syntax'],
    ['export default', 'export default 1;\n', 'no-restricted-syntax'],
  ])('%s is refused', async (_, code, rule) => {
    expect(await objections('model', code)).toContain(rule);
  });

  test('a rule cannot be switched off in a comment', async () => {
    const said = await objections('model', "/* eslint-disable */\nconsole.log('x');\n");
    expect(said).toContain('no-console');
    expect(said).toContain('noInlineConfig');
  });

  test('a file may have 400 lines, not 401', async () => {
    const lines = (count: number): string => 'export {};\n'.repeat(count);
    expect(await objections('model', lines(400))).not.toContain('max-lines');
    expect(await objections('model', lines(401))).toContain('max-lines');
  });

  test('a function may have 60 lines, not 61', async () => {
    const lines = (count: number): string =>
      `export function long(): void {\n${'  long();\n'.repeat(count - 2)}}\n`;
    expect(await objections('engine', lines(60))).not.toContain('max-lines-per-function');
    expect(await objections('engine', lines(61))).toContain('max-lines-per-function');
  });

  test('only the HTTP client of connector-kit opens connections', async () => {
    const [result] = await lint.lintText("export const y = fetch('x');\n", {
      filePath: join(ROOT, 'libs/connector-kit/src/http/http-client.ts'),
    });
    expect(result!.messages.map((message) => message.ruleId)).not.toContain(
      'no-restricted-globals',
    );
    expect(await objections('connector-kit', "export const y = fetch('x');\n")).toContain(
      'no-restricted-globals',
    );
  });
});
