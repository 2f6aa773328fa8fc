import { gzipSync } from 'node:zlib';

/** A large request in a shape that costs a careless reader much more than its bytes. */
export interface OddBody {
  name: string;
  headers: Record<string, string>;
  /** Made when it is sent: all of them at once would not fit. */
  body: (bytes: number) => Buffer;
}

const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
const JSON_TYPE = { 'content-type': 'application/json' };
const XML = { 'content-type': 'application/xml' };
const BOUNDARY = 'parts';
const MULTIPART = { 'content-type': `multipart/form-data; boundary=${BOUNDARY}` };

export const ODD_BODIES: readonly OddBody[] = [
  { name: 'form: one name', headers: FORM, body: (bytes) => repeated('a=1&', bytes) },
  { name: 'form: many names', headers: FORM, body: (bytes) => numbered((n) => `k${n}=1&`, bytes) },
  { name: 'form: lists', headers: FORM, body: (bytes) => repeated('a[]=&', bytes) },
  {
    name: 'form: indexes',
    headers: FORM,
    body: (bytes) => numbered((n) => `a[${n * 1000}]=1&`, bytes),
  },
  { name: 'form: deep name', headers: FORM, body: (bytes) => around('a', '[b]', '=1', bytes) },
  { name: 'form: per cent signs', headers: FORM, body: (bytes) => repeated('%41%zz&', bytes) },
  { name: 'JSON: open brackets', headers: JSON_TYPE, body: (bytes) => repeated('[', bytes) },
  {
    name: 'JSON: depth',
    headers: JSON_TYPE,
    body: (bytes) => Buffer.from('['.repeat(bytes / 2) + ']'.repeat(bytes / 2)),
  },
  {
    name: 'JSON: empty lists',
    headers: JSON_TYPE,
    body: (bytes) => around('[', '[],', '0]', bytes),
  },
  {
    name: 'JSON: many keys',
    headers: JSON_TYPE,
    body: (bytes) => Buffer.concat([Buffer.from('{'), keys(bytes - 8), Buffer.from('"z":0}')]),
  },
  { name: 'JSON: a long number', headers: JSON_TYPE, body: (bytes) => repeated('7', bytes) },
  { name: 'XML: depth', headers: XML, body: (bytes) => repeated('<a>', bytes) },
  { name: 'XML: elements', headers: XML, body: (bytes) => around('<r>', '<a/>', '</r>', bytes) },
  {
    name: 'XML: attributes',
    headers: XML,
    body: (bytes) =>
      Buffer.concat([Buffer.from('<r '), numbered((n) => `a${n}="" `, bytes), Buffer.from('/>')]),
  },
  {
    name: 'XML: entities',
    headers: XML,
    body: (bytes) => around(`<!DOCTYPE r [${ENTITIES}]><r>`, '&e9;', '</r>', bytes),
  },
  {
    name: 'multipart: parts',
    headers: MULTIPART,
    body: (bytes) =>
      repeated(`--${BOUNDARY}\r\ncontent-disposition: form-data; name="a"\r\n\r\n\r\n`, bytes),
  },
  {
    name: 'multipart: part headers',
    headers: MULTIPART,
    body: (bytes) => around(`--${BOUNDARY}\r\n`, 'x-a: b\r\n', '\r\n', bytes),
  },
  { name: 'gzip bomb', headers: { ...JSON_TYPE, 'content-encoding': 'gzip' }, body: bomb },
];

/** Ten levels of ten: a billion characters when they are expanded. */
const ENTITIES = Array.from({ length: 10 }, (_, level) => {
  const value = level === 0 ? 'x' : `&e${level - 1};`.repeat(10);
  return `<!ENTITY e${level} "${value}">`;
}).join('');

function repeated(part: string, bytes: number): Buffer {
  return Buffer.alloc(bytes, part);
}

function around(before: string, part: string, after: string, bytes: number): Buffer {
  const count = Math.floor((bytes - before.length - after.length) / part.length);
  return Buffer.from(before + part.repeat(count) + after);
}

function numbered(part: (n: number) => string, bytes: number): Buffer {
  const parts: string[] = [];
  let length = 0;
  for (let n = 0; length < bytes; n += 1) {
    const next = part(n);
    parts.push(next);
    length += next.length;
  }
  return Buffer.from(parts.join('').slice(0, bytes));
}

function keys(bytes: number): Buffer {
  const all = numbered((n) => `"k${n}":0,`, bytes).toString();
  return Buffer.from(all.slice(0, all.lastIndexOf(',') + 1));
}

/** Members of a megabyte of zeros each: a thousandth of what they inflate to. */
function bomb(bytes: number): Buffer {
  const member = gzipSync(Buffer.alloc(1024 * 1024), { level: 9 });
  return Buffer.concat(Array<Buffer>(Math.floor(bytes / member.length)).fill(member));
}
