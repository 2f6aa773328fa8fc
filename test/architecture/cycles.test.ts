import { dirname, posix } from 'node:path';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { trackedFiles } from './tracked-files.ts';

type Imports = ReadonlyMap<string, readonly string[]>;

interface SourceFile {
  path: string;
  text: string;
}

/** The files that each file imports by a relative path; imports of types count. */
function importsOf(files: readonly SourceFile[]): Imports {
  return new Map(
    files.map(({ path, text }) => {
      const { importedFiles } = ts.preProcessFile(text);
      const relative = importedFiles.filter(({ fileName }) => fileName.startsWith('.'));
      return [path, relative.map(({ fileName }) => posix.join(dirname(path), fileName))];
    }),
  );
}

/** The first circle that can be found, as `a.ts → b.ts → a.ts`; undefined when there is none. */
function circleIn(imports: Imports): string | undefined {
  const finished = new Set<string>();
  const visit = (path: string, above: readonly string[]): string | undefined => {
    if (above.includes(path)) return [...above.slice(above.indexOf(path)), path].join(' → ');
    if (finished.has(path)) return undefined;
    for (const next of imports.get(path) ?? []) {
      const circle = visit(next, [...above, path]);
      if (circle !== undefined) return circle;
    }
    finished.add(path);
    return undefined;
  };
  for (const path of imports.keys()) {
    const circle = visit(path, []);
    if (circle !== undefined) return circle;
  }
  return undefined;
}

const sourcesUnder = (folder: string): SourceFile[] =>
  trackedFiles().filter(({ path }) => path.startsWith(folder) && /\.tsx?$/.test(path));

describe('files import one another in one direction', () => {
  test.each(['libs/engine/src/', 'apps/server/src/'])('in %s', (folder) => {
    const files = sourcesUnder(folder);
    expect(files.length).toBeGreaterThan(20);
    expect(circleIn(importsOf(files))).toBeUndefined();
  });

  test('a circle is found although only types go around in it', () => {
    const files = [
      { path: 'a.ts', text: "import { b } from './inner/b.ts';" },
      { path: 'inner/b.ts', text: "import type { C } from '../c.ts';" },
      { path: 'c.ts', text: "export type { A } from './a.ts';" },
      { path: 'd.ts', text: "import { a } from './a.ts';" },
    ];
    expect(circleIn(importsOf(files))).toBe('a.ts → inner/b.ts → c.ts → a.ts');
    expect(circleIn(importsOf(files.filter(({ path }) => path !== 'c.ts')))).toBeUndefined();
  });
});
