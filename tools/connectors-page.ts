import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { connectorFolders } from '../libs/connectors/src/catalogue.ts';
import { readConnectorFolder } from '../libs/connectors/src/connector-folder.ts';
import { readProof, tiersOf } from '../libs/connectors/src/proof.ts';
import type { Tier } from '../libs/model/src/api/connectors.ts';

const ROOT = join(import.meta.dirname, '..', 'libs', 'connectors', 'src');

/** How tiers are called on screen and on the page. */
const NAMES: Record<Tier, string> = {
  peer: 'checked',
  document: 'described',
  documentation: 'documented',
  own: 'own',
};

/** One connector with the rows of its actions, as the page shows it. */
interface Section {
  name: string;
  checked: boolean;
  rows: string[][];
}

/** The page that says for every action of every connector how far it is proven. Throws CONNECTOR_INVALID. */
export function connectorsPage(): string {
  const sections = connectorFolders(ROOT).map(sectionOf);
  sections.sort((a, b) => a.name.localeCompare(b.name));
  const whole = sections.filter(({ checked }) => checked);
  const actions = sections.flatMap(({ rows }) => rows);
  const proven = actions.filter(([, tier]) => tier === NAMES.peer);
  return [
    '# How far are connectors proven?',
    `Of ${actions.length} actions of ${sections.length} connectors, ${proven.length} are checked; in ${whole.length} connectors all are.`,
    '',
    '- **checked**: the action ran as a step of a published flow, and a peer took what went over the wire.',
    '  A peer is an independent server, which holds afterwards what it should, or the vendor’s own SDK (a widely',
    '  used one where there is none), which made the same request and could read the answer.',
    '- **described**: the same against a server made from the vendor’s own API document.',
    '- **documented**: written after the page that is named, with examples of its requests and answers.',
    '- **own**: made by a user or imported; nothing is known of it.',
    '',
    '`npm run peers` repeats the checks and writes `proof.json` beside each connector. A proof counts only for',
    'the exact request, sign-in and reading of answers that it was made with.',
    '',
    ...sections.flatMap(({ name, rows }) => [
      `## ${name}`,
      '',
      table(['action', 'tier', 'by', 'day', 'where'], rows),
      '',
    ]),
    '_This page is made from the proofs. Run `npm run peers` and `npm run docs`._',
  ].join('\n');
}

function sectionOf(folder: string): Section {
  const { manifest } = readConnectorFolder(folder);
  const proof = readProof(folder);
  const tiers = tiersOf(manifest, proof);
  const sources = sourcesOf(join(folder, 'cases'));
  const rows = Object.entries(tiers).map(([id, tier]) => {
    const one = proof.actions[id];
    const name = `\`${manifest.id}.${id}\``;
    if (tier === 'documentation' || one === undefined) {
      const page = sources.get(id) ?? manifest.docs;
      return [name, NAMES[tier], '', '', `[page](${page})`];
    }
    const peer = `${one.peer} ${one.version}`;
    return [name, NAMES[tier], peer, one.day, `[test](../${one.test})`];
  });
  const checked = Object.values(tiers).every((tier) => tier === 'peer');
  return { name: manifest.name, checked, rows };
}

/** The pages that cases were written after, by action: the address in a comment above or in a case. */
function sourcesOf(folder: string): Map<string, string> {
  const found = new Map<string, string>();
  if (!existsSync(folder)) return found;
  for (const file of readdirSync(folder).sort()) {
    const text = readFileSync(join(folder, file), 'utf8');
    let page: string | undefined;
    for (const line of text.split('\n')) {
      page = /^\s*# (https:\S+)/.exec(line)?.[1] ?? page;
      const action = /^action: ([a-z0-9-]+)/.exec(line)?.[1];
      if (action !== undefined && page !== undefined && !found.has(action)) found.set(action, page);
    }
  }
  return found;
}

function table(head: string[], rows: string[][]): string {
  const line = (cells: string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
