import { join, relative } from 'node:path';
import { newConnector } from '../libs/connectors/src/new-connector.ts';

const root = join(import.meta.dirname, '..');
const [id = ''] = process.argv.slice(2);

/** Writes the folder of a new connector: `npm run new:connector <id>`. */
const folder = newConnector(join(root, 'libs', 'connectors', 'src'), id);
process.stdout.write(
  `${relative(root, folder)} is there. Its first case fails until you fill it in:\n` +
    `  node tools/check-connector.ts ${id}\n` +
    'docs/making-a-connector.md goes through the rest.\n',
);
