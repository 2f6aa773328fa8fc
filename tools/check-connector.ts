import { join } from 'node:path';
import { readConnectorFolder } from '../libs/connectors/src/connector-folder.ts';

const root = join(import.meta.dirname, '..', 'libs', 'connectors', 'src');

for (const id of process.argv.slice(2)) {
  const { manifest, cases } = readConnectorFolder(join(root, id));
  const { actions = {}, triggers = {} } = manifest;
  process.stdout.write(
    `${manifest.id}: ${Object.keys(actions).length} actions, ${Object.keys(triggers).length} triggers, ${cases.length} cases\n`,
  );
}
