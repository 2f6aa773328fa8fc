import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual, parseArgs } from 'node:util';
import {
  PROOF_FILE,
  readConnectorFolder,
  readProof,
  wireOf,
  type ConnectorFolder,
} from '@millrace/connectors/testing';
import { cleanUp, scratchDir, startMillrace } from '../support/millrace.ts';
import { Authority } from './certificates.ts';
import { MillraceSide } from './millrace-side.ts';
import { runConnector, type Finding } from './run-connector.ts';
import { Street } from './street.ts';
import { Vendor } from './vendor.ts';

/*
 * npm run peers -- [connector …]
 * Runs the actions of connectors as published flows against vendors' SDKs and independent servers, and
 * writes what was proven beside each connector. Ends with 1 when an action did not meet its peer.
 */

const HERE = import.meta.dirname;
const CONNECTORS = join(HERE, '..', '..', 'libs', 'connectors', 'src');

const { positionals } = parseArgs({ allowPositionals: true });
const known = readdirSync(join(HERE, 'connectors')).map((file) => file.replace(/\.js$/, ''));
const unknown = positionals.filter((id) => !known.includes(id));
if (unknown.length > 0) end(`There are no peers of ${unknown.join(', ')}.`);
install();

const dataDir = await scratchDir();
const authority = new Authority();
const authorityFile = join(dataDir, '..', `${dataDir.split('/').at(-1) ?? ''}-peers.pem`);
await writeFile(authorityFile, authority.cert);
const street = await Street.open(authority);
const network = {
  NODE_EXTRA_CA_CERTS: authorityFile,
  PEERS_STREET_PORT: String(street.port),
};
const server = await startMillrace({
  dataDir,
  env: { ...network, NODE_OPTIONS: `--import=${join(HERE, 'network.js')}` },
});
const millrace = new MillraceSide(server);
let failed = 0;
try {
  for (const id of positionals.length > 0 ? positionals : known) failed += await meet(id);
} finally {
  street.close();
  await server.stop();
  await cleanUp(dataDir);
  spawnSync('rm', ['-f', authorityFile]);
}
process.exitCode = failed > 0 ? 1 : 0;

async function meet(id: string): Promise<number> {
  const folder = readConnectorFolder(join(CONNECTORS, id));
  const vendor = new Vendor(id, {
    PATH: process.env['PATH'],
    HOME: process.env['HOME'],
    ...network,
  });
  try {
    const findings = await runConnector({ folder, street, millrace, vendor });
    await writeProof(folder, findings);
    report(folder, findings);
    return findings.filter(({ faults }) => faults.length > 0).length;
  } catch (error) {
    say(`${id}: ${error instanceof Error ? error.message : String(error)}`);
    return 1;
  } finally {
    await vendor.close();
  }
}

/** An action keeps the day on which its peer, in that version, first took what it sends now. */
async function writeProof({ manifest }: ConnectorFolder, findings: Finding[]): Promise<void> {
  const path = join(CONNECTORS, manifest.id);
  const before = readProof(path).actions;
  const today = new Date().toISOString().slice(0, 10);
  const test = `test/peers/connectors/${manifest.id}.js`;
  const ids = Object.keys(manifest.actions ?? {});
  const proven = findings.filter(
    ({ action, faults }) => faults.length === 0 && ids.includes(action),
  );
  const entries = proven.map(({ action, peer, version }) => {
    const wire = wireOf(manifest, action);
    const old = before[action];
    const isSame = old?.wire === wire && old.peer === peer && old.version === version;
    const day = isSame ? old.day : today;
    return [action, { tier: 'peer', peer, version, day, test, wire }] as const;
  });
  const actions = Object.fromEntries(
    entries.toSorted(([a], [b]) => ids.indexOf(a) - ids.indexOf(b)),
  );
  // A file that is written anew would have the server built anew.
  if (isDeepStrictEqual(actions, before)) return;
  await writeFile(join(path, PROOF_FILE), `${JSON.stringify({ actions }, null, 2)}\n`);
}

function report({ manifest }: ConnectorFolder, findings: Finding[]): void {
  const ids = Object.keys(manifest.actions ?? {});
  const proven = findings.filter(({ faults }) => faults.length === 0);
  const without = ids.filter((id) => !findings.some(({ action }) => action === id));
  const missing = without.length === 0 ? '' : `; no peer for ${without.join(', ')}`;
  say(`${manifest.id}: ${proven.length} of ${ids.length} actions met their peer${missing}`);
  for (const { action, peer, faults } of findings) {
    for (const fault of faults) say(`  ${action} (${peer}): ${fault}`);
  }
}

/** The SDKs of all vendors weigh more than the product, so they are installed on demand. */
function install(): void {
  if (existsSync(join(HERE, 'node_modules', '.package-lock.json'))) return;
  say('Installing the peers. Needed once: about two minutes.');
  const { status } = spawnSync('npm', ['ci', '--ignore-scripts'], { cwd: HERE, stdio: 'inherit' });
  if (status !== 0) end('The peers could not be installed.');
}

function end(message: string): never {
  say(message);
  process.exit(1);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
