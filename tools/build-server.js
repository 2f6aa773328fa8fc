import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { BUILT, BUILT_TIERS, readManifests, readTiers } from '../libs/connectors/src/catalogue.ts';

const server = join(import.meta.dirname, '..', 'apps', 'server');
const outdir = join(server, 'dist');

/** Our own libraries go into the bundle; every package from npm stays outside. */
const ownLibraries = {
  name: 'own-libraries',
  setup(context) {
    context.onResolve({ filter: /^[^./]/ }, ({ path, kind }) =>
      path.startsWith('@millrace/') || kind === 'entry-point'
        ? undefined
        : { path, external: true },
    );
  },
};

await rm(outdir, { recursive: true, force: true });
await build({
  entryPoints: {
    main: join(server, 'src', 'main.ts'),
    'large-run.thread': join(server, 'src', 'worker', 'large-run.thread.ts'),
  },
  outdir,
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node24',
  sourcemap: 'linked',
  tsconfig: join(server, 'tsconfig.json'),
  plugins: [ownLibraries],
  logLevel: 'warning',
});
const connectors = join(import.meta.dirname, '..', 'libs', 'connectors', 'src');
const manifests = readManifests(connectors);
await writeFile(join(outdir, BUILT), JSON.stringify(manifests));
await writeFile(join(outdir, BUILT_TIERS), JSON.stringify(readTiers(connectors, manifests)));
await writeFile(join(outdir, 'package.json'), '{ "type": "module" }\n');
