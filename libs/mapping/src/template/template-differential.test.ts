import { isAppError, type JsonValue } from '@millrace/model';
import { expect, it } from 'vitest';
import { compilePath } from '../path/compiled-path.ts';
import { HandlebarsOracle } from '../testing/handlebars-oracle.ts';
import { Random } from '../testing/random.ts';
import { randomData, TemplateWriter } from '../testing/random-template.ts';
import { compileTemplate } from './compiled-template.ts';

/** MILLRACE_DIFFERENTIAL=100000 compares that many; MILLRACE_SEED repeats a run. */
const COUNT = Number(process.env.MILLRACE_DIFFERENTIAL ?? 3000);
const SEED = Number(process.env.MILLRACE_SEED ?? Math.floor(Math.random() * 1e9));
const MOST_REPAIRS = 40;
const LONGEST = 3_600_000;
const REFUSAL = /Parse error|Lexical error|doesn't match|Invalid path/;

const oracle = new HandlebarsOracle();

interface Outcome {
  text: string;
  /** The template after every variable that finds nothing has been made empty text. */
  template: string;
}

/** A variable that finds nothing is our error and empty text in Handlebars: it must really be absent. Undefined: not valid. */
function render(template: string, data: JsonValue): Outcome | undefined {
  let repaired = template;
  for (let repairs = 0; repairs < MOST_REPAIRS; repairs += 1) {
    try {
      return { text: compileTemplate(repaired).render(data, { html: true }), template: repaired };
    } catch (error) {
      if (!isAppError(error)) throw error;
      if (error.code === 'TEMPLATE_SYNTAX' && repairs === 0) return undefined;
      // A loop variable whose #each a backslash has made text.
      if (error.message.includes('outside of #each') && template.includes('\\')) return undefined;
      if (error.code !== 'PATH_MISSING') throw new Error(repaired, { cause: error });
      const { path, position } = error.details as { path: string; position: number };
      if (!path.startsWith('$.this') && !/\\ud[89a-f]/i.test(path)) {
        expect(compilePath(path).read(data), `${path} is missing`).toBe(undefined);
      }
      repaired = emptied(repaired, position);
    }
  }
  throw new Error(`still something missing in ${repaired}`);
}

/** Puts a path that finds empty text in place of the one at a position. */
function emptied(template: string, position: number): string {
  const path = /(?:"[^"]*"|\[[^\]]*\]|[^\s}~)|[\]"])+/y;
  path.lastIndex = position;
  const [found = ''] = path.exec(template) ?? [];
  expect(found, `a path at ${position} of ${template}`).not.toBe('');
  return `${template.slice(0, position)}@root.blank${template.slice(position + found.length)}`;
}

it(
  `${COUNT} random templates render as Handlebars renders them (seed ${SEED})`,
  () => {
    const counts = { compared: 0, levels: 0, refused: 0 };
    for (let index = 0; counts.compared < COUNT; index += 1) {
      const random = new Random(SEED + index);
      const data = randomData(random);
      const template = new TemplateWriter(random, data).template();
      const ours = render(template, data);
      if (ours === undefined) {
        counts.refused += 1;
        if (!template.includes('@')) {
          expect(() => oracle.render(template, data), template).toThrow(REFUSAL);
        }
        continue;
      }
      const theirs = oracle.render(ours.template, data);
      // The one difference that depends on data: see docs/templates.md.
      if (oracle.innerIsOuter && template.includes('..')) counts.levels += 1;
      else {
        counts.compared += 1;
        const same = ours.text === theirs;
        if (!same) expect({ index, ...ours, data }).toEqual({ index, ...ours, data, text: theirs });
      }
    }
    process.stdout.write(`seed ${SEED}: ${JSON.stringify(counts)}\n`);
    // Hardly any template may fall out of the comparison.
    expect(counts.levels + counts.refused).toBeLessThan(COUNT * 0.1);
  },
  LONGEST,
);
