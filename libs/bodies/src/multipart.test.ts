import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import Busboy from '@fastify/busboy';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseContentType } from './content-type.ts';
import { labelOfFile, LOOK_BACK } from './multipart.ts';
import { readBody, type FileSlice, type ReadBody } from './read-body.ts';

const TYPE = 'multipart/form-data; boundary="x y"';
const B = '--x y';

interface Stored extends FileSlice {
  content: string;
}

/** A file says the same of itself when only the bytes before it are looked at. */
function expectSameLabel(bytes: Buffer, { field, name, type, offset }: FileSlice, of: string) {
  if (offset === 0) return;
  const before = bytes.subarray(Math.max(0, offset - LOOK_BACK), offset);
  expect(labelOfFile(before, parseContentType(of)?.boundary)).toEqual({ field, name, type });
}

/** Reads a body and puts the bytes that each file stands for beside it. */
function read(text: string, type = TYPE): ReadBody & { files: Stored[] } {
  const bytes = Buffer.from(text, 'latin1');
  const files: Stored[] = [];
  const result = readBody({
    bytes,
    contentType: type,
    file: (slice) => {
      const content = bytes.toString('latin1', slice.offset, slice.offset + slice.bytes);
      files.push({ ...slice, content });
      expectSameLabel(bytes, slice, type);
      return { file: files.length };
    },
  });
  return { ...result, files };
}

/** One part, its lines in CRLF. */
function part(disposition: string, content: string, type?: string): string {
  const declared = type === undefined ? '' : `Content-Type: ${type}\r\n`;
  return `${B}\r\nContent-Disposition: form-data; ${disposition}\r\n${declared}\r\n${content}\r\n`;
}

const field = (name: string, content: string): string => part(`name="${name}"`, content);

describe('a multipart body', () => {
  it('reads as its fields by the rule of forms, with files as what stands for them', () => {
    const { value, files, fault } = read(
      field('email', 'a@b.test') +
        part('name="file"; filename="x.bin"', 'a\0\xff\r\n--x\r\n', 'image/png') +
        field('tags[]', 'a') +
        part('name="docs[]"; filename="1.txt"', '', 'text/plain') +
        part('name="docs[]"; filename="2.txt"', '2') +
        field('n', '1') +
        field('n', '2') +
        `${B}--\r\n`,
    );
    expect(fault).toBeUndefined();
    expect(value).toEqual({
      ...{ email: 'a@b.test', file: { file: 1 }, tags: ['a'], n: ['1', '2'] },
      docs: [{ file: 2 }, { file: 3 }],
    });
    expect(files).toMatchObject([
      { field: 'file', name: 'x.bin', type: 'image/png', content: 'a\0\xff\r\n--x\r\n' },
      { field: 'docs[]', name: '1.txt', type: 'text/plain', content: '' },
      { field: 'docs[]', name: '2.txt', type: 'application/octet-stream', content: '2' },
    ]);
  });

  it('keeps what only looks like a boundary in the content', () => {
    const tricky = `\r\n--x yz\r\n${B}-\r\n-- x y\r\n--x y \tq\n${B}\r\r\n--x`;
    const { files } = read(`${part('name="f"; filename="f"', tricky)}${B}--`);
    expect(files[0]?.content).toBe(tricky);
  });

  it('may have a preamble, an epilogue, blanks behind a boundary and no headers to fold', () => {
    const body = `-- preamble\r\n${B} \t\r\ncontent-DISPOSITION: form-data;\r\n name=a\r\n\r\n1\r\n${B}--\r\nend`;
    expect(read(body).value).toEqual({ a: '1' });
  });

  it('has text in its charset: that of the part, of _charset_, or UTF-8', () => {
    const body = (charset: string): string =>
      charset + part('name="a"', '\xfc', 'text/plain; charset=iso-8859-1') + field('b', '\xfc');
    expect(read(`${body(field('_charset_', 'windows-1252'))}${B}--`).value).toMatchObject({
      a: 'ü',
      b: 'ü',
    });
    const { value, fault, files } = read(`${body('')}${B}--`);
    expect(value).toEqual({ a: 'ü', b: { file: 1 } });
    expect(files[0]).toMatchObject({ name: 'b', content: '\xfc' });
    expect(fault).toEqual({
      kind: 'charset',
      reason: 'the field "b": its bytes are no text in UTF-8',
    });
  });

  it('reads parts that say they are JSON, and the payload', () => {
    const body =
      part('name="data"', '{"a":1}', 'application/json') +
      part('name="bad"', '{', 'application/json') +
      field('payload', '{"event":"media.play"}');
    const { value, fault } = read(`${body}${B}--`);
    expect(value).toEqual({ data: { a: 1 }, bad: { file: 1 }, payload: { event: 'media.play' } });
    expect(fault?.reason).toMatch(/^the field "bad": /);
  });

  it('gives null for a file that nobody chose, and a file for a part that is no text', () => {
    const body =
      part('name="none"; filename=""', '', 'application/octet-stream') +
      part('name="blob"', '\xff', 'image/png');
    const { value, files } = read(`${body}${B}--`);
    expect(value).toEqual({ none: null, blob: { file: 1 } });
    expect(files[0]).toMatchObject({ name: 'blob', type: 'image/png' });
  });

  it.each([
    [`filename="a\\"b.txt"`, 'a"b.txt'],
    [`filename="C:\\dir\\a.txt"`, 'a.txt'],
    [`filename="../../etc/passwd"`, 'passwd'],
    [`filename="na\xc3\xafve.txt"`, 'naïve.txt'],
    [`filename="na\xefve.txt"`, 'naïve.txt'],
    [`filename="x"; filename*=UTF-8''na%C3%AFve.txt`, 'naïve.txt'],
    [`filename=x; filename*=klingon''y`, 'x'],
    [`filename=x; filename*=nonsense`, 'x'],
    [`filename="open`, 'open'],
  ])('has a file with %s', (disposition, name) => {
    const { files } = read(`${part(`name="f"; ${disposition}`, 'x')}${B}--`);
    expect(files[0]?.name).toBe(name);
  });

  it.each([
    ['x', 'its boundary does not occur in it'],
    [field('a', '1'), 'it ends in the middle of a part'],
    [`${B}\r\n${B}--`, 'a part has no end of its headers'],
    [`${B}\r\nA: b\r\n\r\nx\r\n${B}--`, 'a part has no name'],
    [`${B}\r\nContent-Disposition: form-data\r\n\r\nx\r\n${B}--`, 'a part has no name'],
    [`${B}\r\nA: ${'b'.repeat(20_000)}\r\n\r\nx\r\n${B}--`, 'a part has no end of its headers'],
  ])('is malformed: %j', (body, reason) => {
    expect(read(body)).toMatchObject({ value: body, fault: { kind: 'malformed', reason } });
  });

  it.each(['multipart/form-data', `multipart/form-data; boundary=${'b'.repeat(201)}`])(
    'needs a boundary: %s',
    (type) => {
      expect(read('x', type).fault?.reason).toBe('its Content-Type names no boundary');
    },
  );

  it('without parts has no fields', () => {
    expect(read(`${B}--`).value).toEqual({});
  });
});

/** What an independent parser finds: name, file name and content of each part, in order. */
async function oracle(body: Buffer): Promise<unknown[]> {
  const found: unknown[] = [];
  const busboy = new Busboy({ headers: { 'content-type': 'multipart/form-data; boundary=b' } });
  busboy.on('field', (name, value) => found.push([name, value]));
  busboy.on('file', (name, stream, fileName) => {
    const entry: unknown[] = [name, fileName, ''];
    found.push(entry);
    stream.on('data', (chunk: Buffer) => (entry[2] = String(entry[2]) + chunk.toString('latin1')));
  });
  await pipeline(Readable.from([body]), busboy);
  return found;
}

describe('the headers before a file', () => {
  const before = part('name="a"; filename="a.txt"', '#').split('#')[0] ?? '';

  it.each([
    ['the end of the file before', `tail\r\n${before}`, { field: 'a', name: 'a.txt' }],
    [
      'another file of the same kind',
      `${before}x\r\n${before.replace('a.txt', 'b.txt')}`,
      { name: 'b.txt' },
    ],
    ['no boundary', before.slice(4), undefined],
    ['headers that are cut off', before.slice(0, -3), undefined],
    ['the last boundary', `${B}--\r\n\r\n`, undefined],
    ['nothing', '', undefined],
  ])('are looked for in %s', (_, text, label) => {
    const found = labelOfFile(Buffer.from(text, 'latin1'), 'x y');
    if (label === undefined) expect(found).toBeUndefined();
    else expect(found).toMatchObject(label);
  });
});

describe('binary files', () => {
  const bytes = fc
    .array(fc.constantFrom('\r', '\n', '-', 'b', '\r\n--', '\r\n--b', '--b--', '\0', '\xff'), {
      maxLength: 12,
    })
    .map((pieces) => pieces.join(''))
    .filter((content) => !`\r\n${content}`.includes('\r\n--b'));

  it('are cut where an independent parser cuts them', async () => {
    const check = async (contents: string[]): Promise<void> => {
      const parts = contents.map(
        (content, index) =>
          `--b\r\nContent-Disposition: form-data; name="f${index}"; filename="n"\r\n\r\n${content}\r\n`,
      );
      const body = `${parts.join('')}--b--\r\n`;
      const { files } = read(body, 'multipart/form-data; boundary=b');
      const ours = files.map(({ field: name, name: fileName, content }) => [
        name,
        fileName,
        content,
      ]);
      expect(ours.map(([, , content]) => content)).toEqual(contents);
      expect(ours).toEqual(await oracle(Buffer.from(body, 'latin1')));
    };
    await fc.assert(fc.asyncProperty(fc.array(bytes, { minLength: 1, maxLength: 4 }), check), {
      numRuns: 200,
    });
  });
});
