import { describe, expect, it } from 'vitest';
import { parseForm, readQuery } from './form.ts';

const form = (text: string, charset?: string) => parseForm(Buffer.from(text, 'latin1'), charset);

describe('forms and queries read by one rule', () => {
  it.each<[string, unknown]>([
    ['', {}],
    ['a=1&b=2', { a: '1', b: '2' }],
    ['opt=red&opt=blue', { opt: ['red', 'blue'] }],
    ['a=1&a=2&b[]=x&b[]=y', { a: ['1', '2'], b: ['x', 'y'] }],
    ['b[]=x', { b: ['x'] }],
    ['tags[0]=a&tags[1]=b', { tags: ['a', 'b'] }],
    ['tags[1]=b&tags[0]=a', { tags: ['a', 'b'] }],
    ['tags[0]=a', { tags: ['a'] }],
    ['a[1]=x&a[2]=y', { a: { 1: 'x', 2: 'y' } }],
    ['a[0]=x&a[4294967295]=y', { a: { 0: 'x', 4294967295: 'y' } }],
    ['a[0]=x&a[]=y', { a: ['x', 'y'] }],
    ['a[00]=x', { a: { '00': 'x' } }],
    ['a[b][c]=1&a[b][d]=2', { a: { b: { c: '1', d: '2' } } }],
    ['a[0][id]=1&a[1][id]=2', { a: [{ id: '1' }, { id: '2' }] }],
    ['a[][id]=1&a[][n]=x&a[][id]=2', { a: [{ id: '1', n: 'x' }, { id: '2' }] }],
    ['a[][t][]=1&a[][t][]=2', { a: [{ t: ['1', '2'] }] }],
    ['a[][b][c]=1&a[][b][d]=2&a[][b][c]=3', { a: [{ b: { c: '1', d: '2' } }, { b: { c: '3' } }] }],
    ['a[][]=1&a[][]=2', { a: [['1', '2']] }],
    ['a=1&a[]=2', { a: ['1', '2'] }],
    ['a=1&a[b]=2', { a: { '': '1', b: '2' } }],
    ['a=1&a=2&a[b]=3', { a: { '': ['1', '2'], b: '3' } }],
    ['a[]=1&a[k]=2&a[0]=3', { a: { 0: '3', 1: '1', k: '2' } }],
    ['a%5Bb%5D=1', { a: { b: '1' } }],
    [
      'a[=1&b]=2&[c]=3&d[e=4&f]g[=5&h[i]j=6',
      {
        ...{ 'a[': '1', 'b]': '2', '[c]': '3', 'd[e': '4', 'f]g[': '5', 'h[i]j': '6' },
      },
    ],
    ['a[b[c]]=1&a[b]c]=2', { 'a[b[c]]': '1', 'a[b]c]': '2' }],
    ['=1&&b&c=', { '': '1', b: '', c: '' }],
    ['a+b=c+d%2B&e=%zz%4', { 'a b': 'c d+', e: '%zz%4' }],
    ['a=x=y', { a: 'x=y' }],
  ])('%s', (text, value) => {
    expect(form(text)).toEqual({ value });
    expect(readQuery(text)).toEqual(value);
  });

  it('a name nested deeper than anybody means is a plain name', () => {
    const name = (depth: number) => `a${'[b]'.repeat(depth)}`;
    expect(form(`${name(17)}=1`).value).toEqual({ [name(17)]: '1' });
    expect(Object.keys(form(`${name(16)}=1`).value)).toEqual(['a']);
  });

  it('names that mean something in JavaScript are data', () => {
    const { value } = form('__proto__=1&constructor=2&a[__proto__][x]=3&toString[]=4');
    expect(JSON.stringify(value)).toBe(
      '{"__proto__":"1","constructor":"2","a":{"__proto__":{"x":"3"}},"toString":["4"]}',
    );
    expect(({} as Record<string, unknown>)['x']).toBeUndefined();
  });

  it('a query with too many fields stands whole under the empty name', () => {
    const query = 'a[]=&'.repeat(80_000);
    expect(readQuery(query)).toEqual({ '': query });
  });
});

describe('the charset of a form', () => {
  it('is the declared one, else the one in _charset_, else UTF-8', () => {
    expect(form('name=M%FCller', 'iso-8859-1').value).toEqual({ name: 'Müller' });
    expect(form('name=M\xfcller', 'iso-8859-1').value).toEqual({ name: 'Müller' });
    expect(form('_charset_=windows-1251&n=%CF%F0', undefined).value).toEqual({
      _charset_: 'windows-1251',
      n: 'Пр',
    });
    expect(form('name=M%C3%BCller').value).toEqual({ name: 'Müller' });
    expect(form('n=%93%FA', 'shift_jis').value).toEqual({ n: '日' });
  });

  it('leaves what it does not hold as it was sent, and says so', () => {
    expect(form('a=1&name=M%FCller&b=\xff')).toEqual({
      value: { a: '1', name: 'M%FCller', b: '%ff' },
      fault: { kind: 'charset', reason: '"M%FCller" is no text in UTF-8' },
    });
    expect(form('name=M%FCller&a=1', 'klingon')).toEqual({
      value: { name: 'M%FCller', a: '1' },
      fault: { kind: 'charset', reason: '"M%FCller" is no text in klingon' },
    });
  });
});

describe('the payload of a form', () => {
  it('is read as the JSON it holds, beside the other fields', () => {
    const slack = encodeURIComponent('{"type":"block_actions","user":{"id":"U1"}}');
    expect(form(`payload=${slack}&team=x`).value).toEqual({
      payload: { type: 'block_actions', user: { id: 'U1' } },
      team: 'x',
    });
    expect(form('payload=[1]').value).toEqual({ payload: [1] });
  });

  it.each([
    ['payload=hello', 'hello'],
    ['payload=7', '7'],
    ['payload={"a"', '{"a"'],
    ['payload=[1]&payload=[2]', ['[1]', '[2]']],
    [`payload=${'['.repeat(101)}${']'.repeat(101)}`, '['.repeat(101) + ']'.repeat(101)],
  ])('stays text when it is something else: %s', (text, payload) => {
    expect(form(text).value).toEqual({ payload });
  });

  it('of a query stays text', () => {
    expect(readQuery('payload={}')).toEqual({ payload: '{}' });
  });
});
