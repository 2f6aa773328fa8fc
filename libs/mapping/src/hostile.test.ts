import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { isAppError, type JsonValue, type Mapping } from '@millrace/model';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { compilePath } from './path/compiled-path.ts';
import { evaluateMapping } from './evaluate/evaluate.ts';
import { compileTemplate } from './template/compiled-template.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** What is held on to: garbage that nobody has collected yet is none. */
function heapInUse(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed;
}

// What broke other products, row by row. The canaries: nothing ran, no prototype changed, no long work.
const CPU_LIMIT_MS = 400;
const prototypeBefore = prototypeNames();

function prototypeNames(): string {
  return [Object, Array, String, Function]
    .map((type) =>
      Reflect.ownKeys(type.prototype as object)
        .map(String)
        .join(),
    )
    .join();
}

afterEach(() => {
  expect('PWN' in globalThis).toBe(false);
  expect(prototypeNames()).toBe(prototypeBefore);
});

/** The result, or the code of the error; anything but an error of the catalogue fails the test. */
function outcome(act: () => JsonValue | undefined): unknown {
  const before = process.cpuUsage();
  try {
    return act();
  } catch (error) {
    if (isAppError(error)) return error.code;
    throw error;
  } finally {
    const { user } = process.cpuUsage(before);
    expect(user / 1000).toBeLessThan(CPU_LIMIT_MS);
  }
}

/** Rows with a short title in front: some inputs are megabytes long. */
function titled<Rest>(rows: [string, Rest][]): [string, string, Rest][] {
  return rows.map(([text, rest]) => [JSON.stringify(text.slice(0, 60)), text, rest]);
}

const nested = (open: string, close: string, times: number): JsonValue =>
  JSON.parse(`${open.repeat(times)}1${close.repeat(times)}`) as JsonValue;

function cube(levels: number): JsonValue {
  return levels === 0 ? 1 : [cube(levels - 1), cube(levels - 1), cube(levels - 1)];
}

beforeAll(() => {
  // The parsers warm up, so that a row measures its own work.
  compilePath('$.a').read({});
  compileTemplate('{{#if a}}{{/if}}').render({});
});

describe('hostile paths', () => {
  const DATA: JsonValue = {
    a: [1, 2],
    text: 'x',
    secret: 'hidden',
    injected: "'] | $..secret",
    deep: nested('[', ']', 20_000),
    deeper: nested('[', ']', 20_001),
    cube: cube(9),
    cubes: [cube(9)],
    many: Array.from({ length: 20_000 }, (_, index) => index),
    redos: [`${'a'.repeat(28)}!`, 'a'.repeat(28)],
    flips: Array.from({ length: 3000 }, (_, index) => (index * 7919).toString(2).padStart(60, '0')),
    long: ['01'.repeat(5000)],
    big: [{ text: 'x'.repeat(2_000_000) }, { text: 'x'.repeat(2_000_000) }],
  };

  it.each([
    `$..[?(@.constructor[( @.getPrototypeOf(@).constructor('globalThis.PWN=1;0')() )])]`,
    `$..[?(@.constructor.constructor.call(0,'globalThis.PWN=1')())]`,
    `$..[?(@.constructor.constructor.bind(0)('globalThis.PWN=1')())]`,
    '$[?(var _$_root=[].constructor.constructor("globalThis.PWN=1")();@root)]',
    `$..[?(p="globalThis.PWN=1";a=''[['constructor']][['constructor']](p);a())]`,
    `$[(this.constructor.constructor("return process")())]`,
    `$..[?((async()=>{}).constructor('globalThis.PWN=1')())]`,
    `$..[?((function*(){}).constructor('globalThis.PWN=1')().next())]`,
    `$..[?((async function*(){}).constructor('globalThis.PWN=1')().next())]`,
    `$..[?(@.__lookupGetter__('__proto__'))]`,
    `$[?(@['constr'+'uctor'])]`,
    '$[?(@[`constructor`])]',
    `$[?(@.a.constructor.constructor('return 1')())]`,
    `$[?constructor('globalThis.PWN=1')]`,
    `$[?hasOwnProperty(@)]`,
    `$[?('a'.repeat(2e8))]`,
    '$[?${PWN=1}]',
    '$..a^',
    '$.*~',
    '$.a@number()',
    '$[?(@path == "$")]',
    '$[?(@parent.a)]',
    '$[?@property]',
    '$[?(@root.a)]',
    '$[(@.length-1)]',
    '$.`a',
    '@.a',
    '$.a;$.b',
    '$.a\0',
    '$.\ud800',
    "$[?@ == '\ud800']",
    '$.{{injected}}',
    '$[?@.a =~ /(a+)+/]',
  ])('%j is no path', (path) => {
    expect(outcome(() => evaluateMapping({ $path: path, missing: 'omit' }, DATA))).toBe(
      'PATH_SYNTAX',
    );
  });

  it.each(
    titled<unknown>([
      ['$.__proto__', undefined],
      [`$['__proto__']`, undefined],
      ['$.constructor', undefined],
      ['$.toString', undefined],
      ['$.text.constructor', undefined],
      ['$.a.length', undefined],
      ['$.a["length"]', undefined],
      ['$..constructor', 'DATA_TOO_DEEP'],
      ['$.a\u2028', undefined],
      [`$${'.a'.repeat(100_000)}`, 'PATH_LIMIT'],
      [`$${'.a'.repeat(33)}`, 'PATH_LIMIT'],
      ['$..*..*..*', 'PATH_LIMIT'],
      ['$.cube..*..*..*..*', 'PATH_LIMIT'],
      [`$[${'0,'.repeat(200_000)}0]`, 'PATH_LIMIT'],
      [`$[?${'('.repeat(5000)}@.a${')'.repeat(5000)}]`, 'PATH_LIMIT'],
      ['$.cube..*..*', 'PATH_LIMIT'],
      ['$.cube..*..nope', []],
      [`$[?${'('.repeat(17)}@.a${')'.repeat(17)}]`, 'PATH_LIMIT'],
      [`$${'[?@'.repeat(17)}.a${']'.repeat(17)}`, 'PATH_LIMIT'],
      [`$[?${'length(value('.repeat(9)}@..a${'))'.repeat(9)} > 1]`, 'PATH_SYNTAX'],
      [`$[?${'@||'.repeat(70)}@]`, 'PATH_LIMIT'],
      ['$[?@..a..b..c]', 'PATH_LIMIT'],
      ['$.cube..[?@..x == 1]', 'PATH_SYNTAX'],
      ['$.cube..[?count(@..*) > 3]', 'PATH_LIMIT'],
      ['$.many[?$.cube..x]', 'PATH_LIMIT'],
      ['$.many[?$.big[0].text == $.big[1].text]', 'PATH_LIMIT'],
      ['$.many[?$.big[0].text < $.big[1].text]', 'PATH_LIMIT'],
      ['$.many[?length($.big[0].text) == 1]', 'PATH_LIMIT'],
      ['$.many[?$.cube == $.cubes[0]]', 'PATH_LIMIT'],
      ['$.a[?$.deep == $.deeper]', 'DATA_TOO_DEEP'],
      ['$.deep[?@..a]', 'DATA_TOO_DEEP'],
      ["$.redos[?match(@, '(a+)+')]", ['a'.repeat(28)]],
      ["$.redos[?search(@, '(.*a){25}!')]", [`${'a'.repeat(28)}!`]],
      ["$.flips[?match(@, '(0|1)*1(0|1){20}[23]')]", 'PATH_LIMIT'],
      ["$.long[?match(@, '(0|1)*1(0|1){20}[23]')]", 'PATH_LIMIT'],
      ["$.long[?search(@, '((a{9}){9}){9}')]", 'PATH_LIMIT'],
      ["$.long[?search(@, '(a|b){99999}')]", 'PATTERN_LIMIT'],
      ['$.many[?$.__proto__ || $.constructor || @.__proto__]', []],
      ['$.a[?length(@) == 2 || $.a.length == 2]', []],
      ['$.many[*]', 'PATH_LIMIT'],
      ['$.deep..a', 'DATA_TOO_DEEP'],
      ['$.deep', 'DATA_TOO_DEEP'],
      ['$.a[0:1000000000]', [1, 2]],
      ['$.a[::1000000000]', [1]],
      ['$.injected', "'] | $..secret"],
    ]),
  )('%s', (_title, path, expected) => {
    const mapping: Mapping = { $path: path, missing: 'omit' };
    expect(outcome(() => evaluateMapping(mapping, DATA))).toEqual(expected);
  });

  it('reads own members with hostile names as data', () => {
    const data = JSON.parse(
      '{"__proto__":{"x":1},"constructor":2,"hasOwnProperty":3}',
    ) as JsonValue;
    expect(outcome(() => compilePath('$.__proto__.x').read(data))).toBe(1);
    expect(outcome(() => compilePath('$.constructor').read(data))).toBe(2);
    expect(outcome(() => compilePath('$.hasOwnProperty').read(data))).toBe(3);
    expect(outcome(() => compilePath('$..x').read(data))).toEqual([1]);
  });

  it('takes no text of the data into a path', () => {
    const data = { ...DATA, list: ["'] | $..secret", '"),@.x,("', '$..secret'] };
    const path: unknown = { $path: '$.list[2]' };
    expect(outcome(() => evaluateMapping({ $path: path as string }, data))).toBe('PATH_SYNTAX');
    expect(outcome(() => evaluateMapping({ $template: '{{list.[2]}}' }, data))).toBe('$..secret');
    for (const text of data.list) {
      const compared = compilePath('$.list[?@ == $.wanted]');
      expect(outcome(() => compared.read({ ...data, wanted: text }))).toEqual([text]);
    }
  });

  it('keeps no memory of a million distinct paths', () => {
    const before = heapInUse();
    for (let index = 0; index < 1_000_000; index += 1) compilePath(`$.a${index}`);
    expect(heapInUse() - before).toBeLessThan(20 * 1024 * 1024);
  }, 60_000);

  it('looks at a bounded number of values', () => {
    const wide: JsonValue = Array.from({ length: 600_000 }, () => 0);
    expect(outcome(() => compilePath('$..a').read(wide))).toBe('PATH_LIMIT');
  });
});

describe('hostile templates', () => {
  const DATA: JsonValue = JSON.parse(`{
    "p": {"call":1,"type":"Program","body":[{"type":"MustacheStatement","path":0,
      "params":[{"type":"NumberLiteral","value":"globalThis.PWN=1"}],
      "loc":{"start":0,"end":0}}]},
    "html": {"toHTML":1},
    "image": {"x":{"toHTML":"<img>"}},
    "json": {"toJSON":1},
    "own": {"__proto__":"p","constructor":"c","hasOwnProperty":"h","length":5},
    "second": "{{constructor}} \${7*7} {{#each own}}",
    "quote": "\\",\\"admin\\":true,\\"z\\":\\"",
    "list": [1,2,3]
  }`) as JsonValue;
  const chain =
    '{{#with "s" as |string|}}{{#with "e"}}{{#with split as |conslist|}}{{this.pop}}' +
    '{{this.push (lookup string.sub "constructor")}}{{/with}}{{/with}}{{/with}}';

  it.each(
    titled<unknown>([
      ['{{constructor.constructor}}', 'PATH_MISSING'],
      ['{{__proto__.x}}', 'PATH_MISSING'],
      ['{{toString}}', 'PATH_MISSING'],
      ['{{second.constructor}}', 'PATH_MISSING'],
      ['{{list.map}}', 'PATH_MISSING'],
      ['{{lookup this "constructor"}}', 'PATH_MISSING'],
      [chain, 'TEMPLATE_UNSUPPORTED'],
      ['{{__lookupGetter__ "a"}}', 'TEMPLATE_UNSUPPORTED'],
      ['{{lookup this "__lookupSetter__"}}', 'PATH_MISSING'],
      ['{{constructor "x"}}', 'TEMPLATE_UNSUPPORTED'],
      ['{{hasOwnProperty "x"}}', 'TEMPLATE_UNSUPPORTED'],
      ['{{#blockHelperMissing .}}{{/blockHelperMissing}}', 'TEMPLATE_UNSUPPORTED'],
      ['{{#constructor .}}{{/constructor}}', 'TEMPLATE_UNSUPPORTED'],
      ['{{helperMissing}}', 'PATH_MISSING'],
      ['{{log "x" level="error"}}', 'TEMPLATE_UNSUPPORTED'],
      ['{{@root.constructor}}', 'PATH_MISSING'],
      ['{{@root.__proto__.x}}', 'PATH_MISSING'],
      ['{{@constructor}}', 'TEMPLATE_UNSUPPORTED'],
      ['{{> (lookup . "p")}}', 'TEMPLATE_UNSUPPORTED'],
      ['{{> x}}', 'TEMPLATE_UNSUPPORTED'],
      ['{{#> layout}}{{/layout}}', 'TEMPLATE_UNSUPPORTED'],
      ['{{#*inline "x"}}{{/inline}}', 'TEMPLATE_UNSUPPORTED'],
      ['{{* decorator}}', 'TEMPLATE_UNSUPPORTED'],
      ['{{html}}', '{"toHTML":1}'],
      ['{{image}} {{image.x}}', '{"x":{"toHTML":"<img>"}} {"toHTML":"<img>"}'],
      ['{{json}}', '{"toJSON":1}'],
      ['{{own.__proto__}}{{own.constructor}}{{own.hasOwnProperty}}{{own.length}}', 'pch5'],
      ['{{#each own}}{{@key}} {{/each}}', '__proto__ constructor hasOwnProperty length '],
      ['{{second}}', '{{constructor}} ${7*7} {{#each own}}'],
      ['{"a":{{json quote}} }', '{"a":"\\",\\"admin\\":true,\\"z\\":\\"" }'],
      ['{{list}}', '[1,2,3]'],
      ['\ud800{{list.[0]}}\u2028', '\ud8001\u2028'],
      ['x'.repeat(20_001), 'TEMPLATE_LIMIT'],
      ['x'.repeat(5_000_000), 'TEMPLATE_LIMIT'],
      [`${'{{#if list}}'.repeat(900)}${'{{/if}}'.repeat(900)}`, 'TEMPLATE_LIMIT'],
      [`{{#if a}}${'{{else if a}}'.repeat(1000)}{{/if}}`, 'TEMPLATE_LIMIT'],
      [`{{upper ${'(upper '.repeat(1000)}list${')'.repeat(1000)}}}`, 'TEMPLATE_LIMIT'],
      [`{{a${'.a'.repeat(5000)}}}`, 'TEMPLATE_LIMIT'],
      [`{{${'../'.repeat(3000)}a}}`, 'TEMPLATE_LIMIT'],
      ['{{#if list}}'.repeat(1600), 'TEMPLATE_LIMIT'],
      ['{{'.repeat(9000), 'TEMPLATE_SYNTAX'],
      ['{{x', 'TEMPLATE_SYNTAX'],
      ['a\0b', 'TEMPLATE_SYNTAX'],
    ]),
  )('%s', (_title, template, expected) => {
    expect(outcome(() => compileTemplate(template).render(DATA))).toEqual(expected);
  });

  it.each(
    titled<JsonValue>([
      ['{{#each a}}x{{/each}}', { a: Array.from({ length: 1_000_000 }, () => 0) }],
      [
        '{{#each a}}{{#each @root.a}}{{#each @root.a}}{{#each @root.a}}{{#each @root.a}}x{{/each}}{{/each}}{{/each}}{{/each}}{{/each}}',
        { a: Array.from({ length: 100 }, () => 0) },
      ],
      [
        '{{#each a}}{{@root.big}}{{/each}}',
        { a: [...Array(100).keys()], big: 'x'.repeat(100_000) },
      ],
      ['{{join a big}}', { a: Array.from({ length: 100_000 }, () => 0), big: 'x'.repeat(100_000) }],
      ['{{json big}}', { big: 'x'.repeat(2_000_000) }],
    ]),
  )('stops an output bomb: %s', (_title, template, data) => {
    expect(outcome(() => compileTemplate(template).render(data))).toBe('TEMPLATE_LIMIT');
  });

  it.each<[string, unknown]>([
    ['an object that looks like a tree', { type: 'Program', body: [] }],
    ['a number literal with code', { type: 'NumberLiteral', value: '{},{})) + (Function) + (({}' }],
    ['a list', ['{{x}}']],
    ['a number', 7],
    ['nothing', null],
  ])('takes no tree in place of a text: %s', (_name, template) => {
    expect(outcome(() => compileTemplate(template as string).render(DATA))).toBe('TEMPLATE_SYNTAX');
  });

  it('takes blanks in helpers without backtracking', () => {
    const data = { a: `${' '.repeat(100_000)}x` };
    expect(outcome(() => compileTemplate('{{trim a}}{{length (lower a)}}').render(data))).toBe(
      'x100001',
    );
  });
});

describe('hostile data', () => {
  it.each(['[', '{"a":'])('nested thousands of levels in %s', (open) => {
    const data: JsonValue = { deep: nested(open, open === '[' ? ']' : '}', 5000) };
    for (const mapping of [
      { $path: '$.deep' },
      { $path: '$' },
      { $path: '$..a' },
      { $template: '{{deep}}' },
      { $template: '{{json deep}}' },
      { $template: '{{#if (eq deep @root)}}{{/if}}{{deep}}' },
      { $path: '$.deep', as: 'json' as const },
    ]) {
      expect(outcome(() => evaluateMapping(mapping, data))).toBe('DATA_TOO_DEEP');
    }
  });
});
