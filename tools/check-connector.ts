import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { lintManifest, trialOf } from '../libs/connector-kit/src/index.ts';
import { Coverage, runCase } from '../libs/connector-kit/src/testing.ts';
import { readConnectorFolder } from '../libs/connectors/src/connector-folder.ts';

const root = join(import.meta.dirname, '..', 'libs', 'connectors', 'src');
const hasManifest = (id: string): boolean => existsSync(join(root, id, 'connector.yaml'));
const given = process.argv.slice(2);
const ids = given.length > 0 ? given : readdirSync(root).filter(hasManifest);

/** Checks connectors and runs their cases: `node tools/check-connector.ts [id …]`. */
for (const id of ids) {
  const { manifest, cases } = readConnectorFolder(join(root, id));
  const faults = [...lintManifest(manifest), ...trialOf(manifest, cases)];
  const failed = faults.map(({ path, message }) => `  ${path}: ${message}`);
  const coverage = new Coverage(manifest);
  for (const one of cases) {
    const differences = await runCase(manifest, one, coverage);
    failed.push(...differences.map((what) => `  ${one.file}: ${one.name}: ${what}`));
  }
  const gaps = coverage.gaps();
  failed.push(...gaps.map(({ path, message }) => `  ${path}: ${message}`));
  const { actions = {}, triggers = {} } = manifest;
  const counts = `${Object.keys(actions).length} actions, ${Object.keys(triggers).length} triggers`;
  process.stdout.write(
    `${id}: ${counts}, ${cases.length} cases, ${failed.length - gaps.length} differences, ${coverage.size - gaps.length} of ${coverage.size} parts reached\n`,
  );
  for (const line of failed) process.stdout.write(`${line}\n`);
  if (failed.length > 0) process.exitCode = 1;
}
