import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

const SOURCES = {
  server: [
    'apps/server',
    'libs',
    'tools/build-server.js',
    'tsconfig.base.json',
    'package-lock.json',
  ],
  editor: [
    'apps/editor',
    'libs/model',
    'libs/mapping',
    'tools/compress-editor.js',
    'tsconfig.base.json',
    'package-lock.json',
  ],
};
const OUTPUTS = { server: 'apps/server/dist/main.js', editor: 'apps/editor/dist/index.html' };
const SKIPPED = new Set(['dist', 'node_modules', 'coverage']);

/**
 * The apps whose build is missing or older than something it is made from. Reads only file times,
 * about 10 ms, so that a start with nothing to build does not wait for a build tool.
 */
export function staleApps(root) {
  return Object.keys(SOURCES).filter((app) => {
    const output = join(root, OUTPUTS[app]);
    if (!existsSync(output)) return true;
    const built = statSync(output).mtimeMs;
    return SOURCES[app].some((path) => newest(join(root, path)) > built);
  });
}

function newest(path) {
  if (!existsSync(path)) return 0;
  const info = statSync(path);
  if (!info.isDirectory()) return info.mtimeMs;
  return Math.max(
    0,
    ...readdirSync(path)
      .filter((name) => !SKIPPED.has(name) && !name.endsWith('.test.ts') && !name.endsWith('.md'))
      .map((name) => newest(join(path, name))),
  );
}
