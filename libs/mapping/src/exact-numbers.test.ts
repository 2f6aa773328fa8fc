import { parseJson, type Condition, type JsonValue, type Mapping } from '@millrace/model';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluateCondition } from './condition/condition.ts';
import { evaluateMapping } from './evaluate/evaluate.ts';
import { previewMapping } from './evaluate/preview.ts';
import { compilePath } from './path/compiled-path.ts';
import { listPaths } from './path/list-paths.ts';
import { learnSchema } from './schema/schema-learner.ts';
import { compileTemplate } from './template/compiled-template.ts';

const ID = '8202522731445525542';
const DATA = parseJson(
  `{"id":${ID},"next":8202522731445525543,"text":"${ID}","far":1e400,"rate":0.12345678901234567891,` +
    `"list":[{"id":${ID},"name":"a"},{"id":1,"name":"b"}]}`,
);

function jsonOf(mapping: Mapping): string {
  return JSON.stringify(evaluateMapping(mapping, DATA));
}

describe('a number with more digits than a double has', () => {
  it.each<[Mapping, string]>([
    [{ $path: '$.id' }, ID],
    [{ $path: '$' }, JSON.stringify(DATA)],
    [{ $path: '$.list[*].id' }, `[${ID},1]`],
    [{ $path: '$..id' }, `[${ID},${ID},1]`],
    [{ $path: `$.list[?@.id == ${ID}].name` }, '["a"]'],
    [{ $path: `$.list[?@.id < ${ID}].name` }, '["b"]'],
    [{ $path: '$.list[?@.id == 8202522731445525543].name' }, '[]'],
    [{ $path: '$.id', as: 'string' }, `"${ID}"`],
    [{ $path: '$.id', as: 'json' }, ID],
    [{ $path: '$.text', as: 'number' }, ID],
    [{ $path: '$.text', as: 'json' }, ID],
    [{ $path: '$.far' }, '1e400'],
    [{ $template: '{{id}}', as: 'number' }, ID],
    [
      { $template: 'no {{id}} of {{list}}' },
      `"no ${ID} of [{\\"id\\":${ID},\\"name\\":\\"a\\"},{\\"id\\":1,\\"name\\":\\"b\\"}]"`,
    ],
    [{ $literal: DATA }, JSON.stringify(DATA)],
    [{ a: [DATA] }, `{"a":[${JSON.stringify(DATA)}]}`],
    [{ $path: '$.gone', missing: { default: DATA } }, JSON.stringify(DATA)],
  ])('goes through %j', (mapping, json) => {
    expect(jsonOf(mapping)).toBe(json);
  });

  it('has nothing below it', () => {
    for (const path of ['$.id.text', '$.id[*]', '$.id..text', "$.id['toJSON']"]) {
      expect(compilePath(path).read(DATA) ?? [], path).toEqual([]);
    }
    expect(render('{{#each id}}x{{else}}none{{/each}}')).toBe('none');
    expect(() => render('{{id.text}}')).toThrow('is a number');
  });

  it.each<[Condition, boolean]>([
    [{ left: { $path: '$.id' }, op: 'equals', right: parseJson(ID) as Mapping }, true],
    [{ left: { $path: '$.id' }, op: 'equals', right: { $path: '$.next' } }, false],
    [{ left: { $path: '$.id' }, op: 'equals', right: { $path: '$.text' } }, false],
    [{ left: { $path: '$.id' }, op: 'less_than', right: { $path: '$.next' } }, true],
    [{ left: { $path: '$.id' }, op: 'greater_or_equal', right: { $path: '$.next' } }, false],
    [{ left: { $path: '$.id' }, op: 'greater_than', right: 5 }, true],
    [{ left: { $path: '$.id' }, op: 'one_of', right: [1, { $path: '$.id' }] }, true],
    [{ left: { $path: '$.list[*].id' }, op: 'contains', right: { $path: '$.id' } }, true],
    [{ left: { $path: '$.id' }, op: 'not_empty' }, true],
  ])('is compared by all digits: %j', (condition, holds) => {
    expect(evaluateCondition(condition, DATA)).toBe(holds);
  });

  it('is not compared with a text', () => {
    const condition: Condition = { left: { $path: '$.id' }, op: 'less_than', right: 'a' };
    expect(() => evaluateCondition(condition, DATA)).toThrow('$.id (a number)');
  });

  it.each([
    ['{{add "12345678901234567.89" "0.01"}}', '12345678901234567.90'],
    ['{{add id 1}}', '8202522731445525543'],
    ['{{add 8202522731445525542 1}}', '8202522731445525543'],
    ['{{subtract next id}}', '1'],
    ['{{multiply id 10}}', '82025227314455255420'],
    ['{{multiply 9007199254740991 3}}', '27021597764222973'],
    ['{{divide id 2}}', '4101261365722762771'],
    ['{{divide id 4}}', '2050630682861381385.5'],
    ['{{divide id 3}}', '2734174243815175180.6666666666666667'],
    ['{{modulo id 10}}', '2'],
    ['{{round rate 5}} {{floor rate 5}} {{ceil rate 5}}', '0.12346 0.12345 0.12346'],
    ['{{round "-12345678901234567.5"}}', '-12345678901234568'],
    ['{{floor "-12345678901234567.25"}}', '-12345678901234568'],
    ['{{abs (subtract 0 id)}}', ID],
    ['{{max id next 5}} {{min next id}}', `8202522731445525543 ${ID}`],
    ['{{gt next id}} {{lt id "8202522731445525543"}} {{eq id next}}', 'true true false'],
    ['{{sum list "id"}}', '8202522731445525543'],
    ['{{format_number id}}', '8,202,522,731,445,525,542'],
    ['{{format_number rate}}', '0.12345678901234567891'],
    ['{{join (unique (pluck (sort list "id") "id")) " "}}', `1 ${ID}`],
    ['{{length (where list "id" id)}}', '1'],
    ['{{#if id}}yes{{/if}}', 'yes'],
  ])('is what helpers calculate with: %s', (template, result) => {
    expect(render(template)).toBe(result);
  });

  it('is too large for a count, and a result is for a number', () => {
    expect(() => render('{{truncate text id}}')).toThrow('whole number');
    expect(() => render('{{multiply far far}}')).toThrow('cannot become a number');
  });

  it('is a number in what is learned and previewed', () => {
    const schema = learnSchema([DATA, DATA]);
    expect(schema.members.get('id')).toMatchObject({ types: { number: 1 }, whole: 1 });
    expect(schema.members.get('rate')).toMatchObject({ types: { number: 1 }, whole: 0 });
    const preview = previewMapping({ $path: '$.id' }, DATA);
    expect(preview).toMatchObject({ ok: true, type: 'number' });
    expect(JSON.stringify(preview)).toContain(`"value":${ID},`);
  });
});

describe('any number, wherever it lies in a body', () => {
  it('is found by its path and goes out as it came', () => {
    const number = fc
      .tuple(
        fc.bigInt({ min: -(10n ** 40n), max: 10n ** 40n }),
        fc.stringMatching(/^\d{0,20}[1-9]$/),
      )
      .map(([whole, fraction]) => `${whole}.${fraction}`);
    const body = fc.array(fc.tuple(fc.string({ unit: 'grapheme' }), number), { maxLength: 4 });
    fc.assert(
      fc.property(body, number, (members, other) => {
        const inner = members.map(([key, text]) => `${JSON.stringify(key)}:[{"n":${text}}]`);
        const data = parseJson(`{"other":${other},"inner":{${inner.join(',')}}}`);
        for (const { path, value, type } of listPaths(data)) {
          if (type !== 'number') continue;
          const sent = JSON.stringify(evaluateMapping({ id: { $path: path } }, data));
          expect(sent).toBe(`{"id":${String(value as number)}}`);
          const text = evaluateMapping({ $path: path, as: 'string' }, data);
          expect(evaluateMapping({ $path: '$', as: 'number' }, text ?? null)).toEqual(value);
        }
        const written = JSON.stringify(evaluateMapping({ $path: '$' }, data));
        for (const digits of [other, ...new Map(members).values()]) {
          if (digits.length > 20) expect(written).toContain(digits);
        }
      }),
      { numRuns: 100 },
    );
  }, 60_000);
});

function render(template: string, data: JsonValue = DATA): string {
  return compileTemplate(template).render(data);
}
