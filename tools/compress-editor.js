import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

/*
 * Puts a .br and a .gz beside every text file of the built editor, pressed as hard as it goes: that
 * takes seconds once here and nothing when a browser asks. Files that would hardly shrink get none.
 */
const dist = join(import.meta.dirname, '..', 'apps', 'editor', 'dist');
const TEXT = /\.(js|css|html|svg|json|webmanifest)$/;
const SMALLEST = 1024;

for (const entry of await readdir(dist, { recursive: true, withFileTypes: true })) {
  if (entry.isFile() && TEXT.test(entry.name)) await press(join(entry.parentPath, entry.name));
}

async function press(file) {
  const bytes = await readFile(file);
  if (bytes.length < SMALLEST) return;
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
    [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
  };
  const pressed = await Promise.all([
    promisify(brotliCompress)(bytes, { params }),
    promisify(gzip)(bytes, { level: constants.Z_BEST_COMPRESSION }),
  ]);
  await writeFile(`${file}.br`, pressed[0]);
  await writeFile(`${file}.gz`, pressed[1]);
}
