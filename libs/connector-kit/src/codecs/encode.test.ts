import fc from 'fast-check';
import { parseJson, type JsonObject } from '@millrace/model';
import { readBody } from '@millrace/bodies';
import { describe, expect, it } from 'vitest';
import { encode, type CodecName } from './encode.ts';

const FILE = { name: 'a.png', type: 'image/png', bytes: Buffer.from([0xfb, 0xff, 0xfe, 0]) };

describe('the codec base64', () => {
  it('writes text as UTF-8, and files as their bytes', () => {
    expect(encode('base64', 'Grüße')).toBe('R3LDvMOfZQ==');
    expect(encode('base64', 12.5)).toBe('MTIuNQ==');
    expect(encode('base64', FILE)).toBe('+//+AA==');
    expect(encode('base64', FILE, 'base64url')).toBe('-__-AA');
  });

  it('makes a file of a text, and leaves a file what it is called', () => {
    expect(encode('base64', 'abc', 'file')).toMatchObject({ bytes: Buffer.from('abc') });
    expect(encode('base64', FILE, 'file')).toEqual(FILE);
  });

  it.each([[null], [['a']], [{}]])('refuses %j', (value) => {
    expect(() => encode('base64', value)).toThrow(
      'The value cannot be written as base64: it takes text.',
    );
  });

  it('refuses half a character instead of sending another one', () => {
    expect(() => encode('base64', '\ud800')).toThrow(/half a character/);
  });
});

describe('the codec json', () => {
  it('keeps all digits, and refuses files that were not encoded', () => {
    expect(encode('json', parseJson('{"id":8202522731445525542}'))).toBe(
      '{"id":8202522731445525542}',
    );
    expect(() => encode('json', { files: [FILE] })).toThrow(/needs? the codec base64/);
  });

  it('gives text in base64 or as a file on demand', () => {
    expect(encode('json', { a: 'ü' }, 'base64')).toBe('eyJhIjoiw7wifQ==');
    expect(encode('json', [], 'file')).toEqual({
      name: 'data.json',
      type: 'application/json',
      bytes: Buffer.from('[]'),
    });
  });
});

describe('the codec xml', () => {
  const read = (text: string) =>
    readBody({ bytes: Buffer.from(text), contentType: 'application/xml', file: () => null }).value;

  it('writes attributes as @name, text beside elements as #text, lists as repeated elements', () => {
    const order = {
      '@id': 7,
      item: [{ '@sku': 'a"b', '#text': '1 < 2' }, 'x & y'],
      note: '',
      gone: null,
    };
    expect(encode('xml', { order })).toBe(
      '<?xml version="1.0" encoding="UTF-8"?>\n' +
        '<order id="7"><item sku="a&quot;b">1 &lt; 2</item><item>x &amp; y</item><note/></order>',
    );
  });

  it('is read back as it was', () => {
    const text = fc.string({ unit: 'grapheme-ascii', minLength: 1 }).map((one) => `x${one}x`);
    const name = fc.stringMatching(/^[a-z][a-z0-9]{0,5}$/);
    const { tree } = fc.letrec<{ tree: JsonObject }>((tie) => ({
      tree: fc.dictionary(name, fc.oneof(text, text, tie('tree')), {
        minKeys: 1,
        maxKeys: 4,
        noNullPrototype: true,
      }),
    }));
    fc.assert(
      fc.property(tree, text, (inner, attribute) => {
        const root = { root: { '@a': attribute, ...inner } };
        expect(read(encode('xml', root) as string)).toEqual(root);
      }),
    );
  });

  it('keeps line ends that readers would change', () => {
    const root = { r: { '@a': 'a\tb\nc', t: 'a\r\nb' } };
    expect(encode('xml', root)).toContain('<r a="a&#9;b&#10;c"><t>a&#13;\nb</t></r>');
  });

  it.each([
    ['text', 'abc'],
    ['two roots', { a: 1, b: 2 }],
    ['no root', {}],
    ['a list as root', { a: [1, 2] }],
    ['a name with markup', { 'a><script': 1 }],
    ['an attribute with markup', { a: { '@b="1" c': 1 } }],
    ['a list in a list', { a: { b: [[1]] } }],
    ['a control character', { a: '\u0001' }],
    ['half a character', { a: '\ud800' }],
    ['an object as attribute', { a: { '@b': {} } }],
  ])('refuses %s', (_, value) => {
    expect(() => encode('xml', value)).toThrow(
      expect.objectContaining({ code: 'VALUE_UNWRITABLE' }),
    );
  });
});

describe('the codec csv', () => {
  it('writes objects below a header of all their keys', () => {
    const rows: JsonObject[] = [
      { a: 1, b: 'x,y' },
      { b: 'say "hi"', c: null },
      { constructor: 'l1\nl2', a: true },
    ];
    expect(encode('csv', rows)).toBe(
      'a,b,c,constructor\r\n1,"x,y",,\r\n,"say ""hi""",,\r\ntrue,,,"l1\nl2"\r\n',
    );
  });

  it('writes lists as they are, values in cells as JSON, and formulas untouched', () => {
    expect(encode('csv', [['=1+1', ' x'], [[1, 2], { a: 1 }], [null]])).toBe(
      '=1+1," x"\r\n"[1,2]","{""a"":1}"\r\n""\r\n',
    );
    expect(encode('csv', [])).toBe('');
  });

  it.each([['a'], [['a']], [[['a'], { b: 1 }]], [{ a: 1 }]])('refuses %j', (value) => {
    expect(() => encode('csv', value)).toThrow(/takes a list of objects/);
  });
});

describe('codecs of text', () => {
  it.each<CodecName>(['adf', 'markdown_html', 'markdown_mrkdwn', 'markdown_blocks'])(
    '%s refuse what is no text',
    (codec) => {
      expect(() => encode(codec, { a: 1 })).toThrow(/it takes text/);
    },
  );

  it('give structures, or their JSON where text is asked for', () => {
    expect(encode('adf', '---')).toEqual({ version: 1, type: 'doc', content: [{ type: 'rule' }] });
    expect(encode('adf', '---', 'text')).toBe(
      '{"version":1,"type":"doc","content":[{"type":"rule"}]}',
    );
    expect(encode('markdown_blocks', '---')).toEqual([
      { object: 'block', type: 'divider', divider: {} },
    ]);
  });
});
