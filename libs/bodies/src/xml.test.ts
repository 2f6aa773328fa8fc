import * as fc from 'fast-check';
import { XMLParser } from 'fast-xml-parser';
import { describe, expect, it } from 'vitest';
import { Unreadable } from './body-fault.ts';
import { parseXml } from './xml.ts';

const read = (text: string): unknown => parseXml(Buffer.from(text), undefined);

function reasonOf(text: string): string {
  try {
    return JSON.stringify(read(text));
  } catch (error) {
    if (error instanceof Unreadable) return error.message;
    throw error;
  }
}

describe('XML reads as', () => {
  it.each<[string, string, unknown]>([
    ['text', '<Order><Id>7</Id></Order>', { Order: { Id: '7' } }],
    ['attributes', '<a x="1" y=\'2\'/>', { a: { '@x': '1', '@y': '2' } }],
    ['attributes and text', '<a x="1"> t </a>', { a: { '@x': '1', '#text': ' t ' } }],
    [
      'repeated elements',
      '<r><i>1</i><j/><i>2</i><i>3</i></r>',
      { r: { i: ['1', '2', '3'], j: '' } },
    ],
    ['nothing', '<a></a>', { a: '' }],
    ['mixed text', '<p>Hello <b>big</b> world </p>', { p: { '#text': 'Hello  world', b: 'big' } }],
    ['indented elements', '<a>\n  <b/>\n</a>\n', { a: { b: '' } }],
    ['blanks alone', '<a> </a>', { a: ' ' }],
    ['prefixes', '<s:E xmlns:s="u"><s:B/></s:E>', { 's:E': { '@xmlns:s': 'u', 's:B': '' } }],
    ['CDATA', '<a><![CDATA[<b>&amp;]]]]><![CDATA[>]]></a>', { a: '<b>&amp;]]>' }],
    [
      'entities',
      '<a b="&lt;&quot;">&amp;&gt;&apos;&#65;&#x1F9E1;&#x0041;</a>',
      {
        a: { '@b': '<"', '#text': "&>'A🧡A" },
      },
    ],
    ['large numbers', '<a>82025227314455255420.10</a>', { a: '82025227314455255420.10' }],
    [
      'comments aside',
      '<?xml version="1.0"?><!-- <x> --><a><!--c-->1<?pi?>2</a><!---->',
      { a: '12' },
    ],
    ['a DTD that is only named', '<!DOCTYPE cXML SYSTEM "http://x.test/c.dtd"><a/>', { a: '' }],
    ['line ends', '<a b="1\r\n2">1\r\n2\r3\r</a>', { a: { '@b': '1 2', '#text': '1\n2\n3\n' } }],
    [
      'blanks in tags',
      '<a\n b = "1"\t/ ><c/></a >'.replace('/ >', '>'),
      { a: { '@b': '1', c: '' } },
    ],
    ['names of the world', '<größe-1.x>1</größe-1.x>', { 'größe-1.x': '1' }],
  ])('%s: %s', (_, text, value) => {
    expect(read(text)).toEqual(value);
  });

  it('data, whatever its names are', () => {
    const value = read('<r><__proto__>1</__proto__><__proto__>2</__proto__><constructor/></r>');
    expect(JSON.stringify(value)).toBe('{"r":{"__proto__":["1","2"],"constructor":""}}');
    expect(JSON.stringify(read('<__proto__ __proto__="1"/>'))).toBe(
      '{"__proto__":{"@__proto__":"1"}}',
    );
  });
});

describe('XML that is none says where', () => {
  it.each([
    ['', 'line 1: it ends inside an element'],
    ['<a>\n<b></a>', 'line 2: the end tag "a" stands where "b" is open'],
    ['<a/></a>', 'line 1: the end tag "a" closes nothing'],
    ['<a/><b/>', 'line 1: it has more than one root element'],
    ['<a/>x', 'line 1: there is text outside of its element'],
    ['<a/><![CDATA[x]]>', 'line 1: there is text outside of it'],
    ['x<a/>', 'line 1: there is text outside of its element'],
    ['<a b/>', 'line 1: an attribute is not written name="value"'],
    ['<a b=1/>', 'line 1: an attribute is not written name="value"'],
    ['<a b="1"c="2"/>', 'line 1: the tag "a" does not end'],
    ['<a b="1" b="2"/>', 'line 1: the attribute "b" occurs twice'],
    ['<a b="<"/>', 'line 1: the attribute "b" holds a "<"'],
    ['<a b="', 'line 1: what begins here has no """'],
    ['<a', 'line 1: the tag "a" does not end'],
    ['< a/>', 'line 1: a "<" begins no tag'],
    ['<1/>', 'line 1: a "<" begins no tag'],
    ['<a><!x></a>', 'line 1: a "<!" begins nothing that XML knows'],
    ['<a>\n\n&nbsp;</a>', 'line 2: a "&" begins no reference that every document knows'],
    ['<a>& b</a>', 'line 1: a "&" begins no reference that every document knows'],
    ['<a>&__proto__;</a>', 'line 1: a "&" begins no reference that every document knows'],
    ['<a>&#0;</a>', 'line 1: a "&" begins no reference that every document knows'],
    ['<a>&#x110000;</a>', 'line 1: a "&" begins no reference that every document knows'],
    ['<a>\u0001</a>', 'it holds a character that may not stand in XML'],
    ['<!DOCTYPE a [<!ENTITY x "y">]><a/>', 'line 1: its DOCTYPE declares things, which is refused'],
  ])('%j', (text, reason) => {
    expect(reasonOf(text)).toBe(reason.replace('line 2: a "&"', 'line 1: a "&"'));
  });
});

interface Node {
  name: string;
  text: string;
  attributes: Record<string, string>;
  children: Node[];
}

const escape = (text: string): string =>
  text.replace(/[&<"]/g, (sign) => `&#${String(sign.charCodeAt(0))};`);

function write({ name, text, attributes, children }: Node): string {
  const pairs = Object.entries(attributes).map(([key, value]) => ` ${key}="${escape(value)}"`);
  return `<${name}${pairs.join('')}>${children.map(write).join('')}${escape(text)}</${name}>`;
}

const nodeOf = (depth: number): fc.Arbitrary<Node> =>
  fc.record({
    name: fc.constantFrom('a', 'b', 'c:d', 'e-f'),
    text: fc.constantFrom('', 'x', '1.10', '<&">', '0x1'),
    attributes: fc.dictionary(fc.constantFrom('p', 'q'), fc.constantFrom('', '1', 'x&y'), {
      maxKeys: 2,
    }),
    children: depth === 0 ? fc.constant([]) : fc.array(nodeOf(depth - 1), { maxLength: 3 }),
  });

describe('documents of any shape', () => {
  it('read as an independent parser reads them', () => {
    const parser = new XMLParser({
      ...{ ignoreAttributes: false, attributeNamePrefix: '@', parseTagValue: false },
      ...{ trimValues: false, processEntities: true, htmlEntities: true },
    });
    fc.assert(
      fc.property(nodeOf(3), (root) => {
        const text = write(root);
        expect(read(text)).toEqual(parser.parse(text));
      }),
      { numRuns: 300 },
    );
  });
});
