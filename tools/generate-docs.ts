import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { SETTINGS, type Setting } from '../apps/server/src/config/settings.ts';
import { connectorsPage } from './connectors-page.ts';
import { DATE_TOKENS } from '../libs/mapping/src/template-helpers/date-tokens.ts';
import { HELPER_HELP } from '../libs/mapping/src/template-helpers/helper-table.ts';
import { ERRORS, type ErrorActor, type ErrorEntry } from '../libs/model/src/errors/catalogue.ts';

const ACTORS: Record<ErrorActor, string> = { user: 'you', platform: 'Millrace', us: 'defect' };

/**
 * Writes the pages of docs/ that are made from code. With --check it writes nothing and ends with
 * an error when one of them is not what the code says.
 */
const docs = join(import.meta.dirname, '..', 'docs');
const stale: string[] = [];
for (const [name, text] of Object.entries(await generatedPages())) {
  const file = join(docs, name);
  if (process.argv.includes('--check')) {
    if ((await readFile(file, 'utf8').catch(() => '')) !== text) stale.push(`docs/${name}`);
  } else {
    await writeFile(file, text);
  }
}
if (stale.length > 0) {
  process.stderr.write(`${stale.join(' and ')} differ from the code. Run: npm run docs\n`);
  process.exit(1);
}

/** The text of each generated page, by file name. */
async function generatedPages(): Promise<Record<string, string>> {
  const style = await resolveConfig(join(docs, 'errors.md'));
  const pretty = (text: string): Promise<string> => format(text, { ...style, parser: 'markdown' });
  return {
    'errors.md': await pretty(errorsPage()),
    'configuration.md': await pretty(configurationPage()),
    'helpers.md': await pretty(helpersPage()),
    'connectors.md': await pretty(connectorsPage()),
  };
}

function errorsPage(): string {
  const rows = Object.entries<ErrorEntry>(ERRORS)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([code, entry]) => [
      `\`${code}\``,
      String(entry.status),
      cell(entry.message),
      cell(entry.hint),
      ACTORS[entry.actor],
    ]);
  return [
    '# What does this error mean?',
    'Every error carries a code. The API answers with a problem document (RFC 9457,',
    '`application/problem+json`) that has `code`, `detail`, `hint` and `id`; the same `id` stands in',
    'the server log. A failed attempt of a run shows the same code, and the command line prints it.',
    '',
    'Words in `{braces}` are filled in. The status is the one of the HTTP answer. The last column',
    'says who acts: _you_ change something; _Millrace_ tries again by itself; a _defect_ is for a',
    'bug report with its id.',
    '',
    table(['code', 'status', 'what happened', 'what to do', 'who acts'], rows),
    '',
    '_This page is made from the code. Change `libs/model/src/errors/` and run `npm run docs`._',
  ].join('\n');
}

function configurationPage(): string {
  const rows = SETTINGS.map((setting: Setting) => [
    `\`${setting.name}\``,
    cell(setting.default),
    cell(setting.description) +
      (setting.example === undefined ? '' : ` Example: \`${setting.example}\``),
  ]);
  return [
    '# What can be configured?',
    'Millrace is configured by environment variables alone, read once at the start. None is needed',
    'to try it out. A `MILLRACE_` name that does not exist, or a value that makes no sense, stops the',
    'start with an error that names the setting.',
    '',
    table(['variable', 'default', 'meaning'], rows),
    '',
    '`millrace serve --roles=…` wins over `MILLRACE_ROLES`.',
    '',
    '_This page is made from the code. Change `apps/server/src/config/settings.ts` and run',
    '`npm run docs`._',
  ].join('\n');
}

function helpersPage(): string {
  const rows = HELPER_HELP.map(({ group, usage, summary, gives, examples: [example] }) => [
    group,
    `\`${usage}\``,
    cell(summary),
    gives,
    example === undefined ? '' : `\`${example.template}\` → \`${example.result.trim()}\``,
  ]);
  const tokens = Object.entries(DATE_TOKENS).map(([token, text]) => `\`${token}\` (${text})`);
  return [
    '# Which helpers do templates have?',
    'A helper is called in a [template](templates.md): `{{upper name}}`. Values in brackets, and',
    'those with a default, may be left out; every one can also be given by its name: `{{truncate note length=80}}`.',
    'A key of a list helper may be written with dots: `"size.name"`.',
    '',
    table(['group', 'helper', 'does', 'gives', 'example'], rows),
    '',
    '## Tokens of dates',
    '',
    `${tokens.join(', ')}. Other letters stand in brackets: \`D MMMM YYYY [at] HH:mm\`.`,
    '',
    '_This page is made from the code. Change `libs/mapping/src/template-helpers/` and run `npm run docs`._',
  ].join('\n');
}

function table(head: string[], rows: string[][]): string {
  const line = (cells: string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** Text that cannot be taken for markup or break out of its cell. */
function cell(text: string): string {
  return text.replace(/[|\\<>*]/g, (character) => `\\${character}`);
}
