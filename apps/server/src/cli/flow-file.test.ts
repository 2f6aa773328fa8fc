import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseJson } from '@millrace/model';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readDocuments, yamlOf } from './flow-file.ts';

let dir: string;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'flow-file-'));
});

afterAll(() => rm(dir, { recursive: true }));

async function read(text: string, name = 'flow.yaml'): Promise<unknown[]> {
  const file = join(dir, name);
  await writeFile(file, text);
  return readDocuments(file);
}

describe('a number in a YAML file', () => {
  it.each([
    ['01234', '1234'],
    ['1.10', '1.1'],
    ['12e3456789', 'Infinity'],
    ['0x1F', '31'],
    ['+5', '5'],
    ['.inf', 'Infinity'],
  ])('that is %s is refused, with its line and key', async (written, number) => {
    const text = `millrace: 1\nsteps:\n  - id: a\n    fields:\n      zip: ${written}\n`;
    await expect(read(text)).rejects.toMatchObject({
      code: 'FILE_NUMBER_CHANGED',
      message: `${join(dir, 'flow.yaml')}, line 5: steps.0.fields.zip is ${written}, which YAML reads as the number ${number}.`,
      hint: expect.stringContaining('Quote it') as string,
    });
  });

  it('is refused as a key and in a list too', async () => {
    await expect(read('a:\n  01: x')).rejects.toMatchObject({
      message: expect.stringContaining('line 2: a.01 is 01') as string,
    });
    await expect(read('[1, [2, 1.0]]')).rejects.toMatchObject({
      message: expect.stringContaining('1.1 is 1.0') as string,
    });
  });

  it('that prints as it is written is read, whatever its digits', async () => {
    const text = 'big: 820982911946154508\nlong: 0.12345678901234567891\nzip: "01234"\nn: 5\n';
    const [document] = await read(text);
    expect(JSON.stringify(document)).toBe(
      '{"big":820982911946154508,"long":0.12345678901234567891,"zip":"01234","n":5}',
    );
    expect(yamlOf(document)).toBe(text);
  });
});

describe('a file', () => {
  it('may hold several documents, and JSON is read as JSON', async () => {
    expect(await read('a: 1\n---\nb: 2\n')).toEqual([{ a: 1 }, { b: 2 }]);
    expect(await read('{"a": 1.10}', 'flow.json')).toEqual([{ a: 1.1 }]);
    const [flow] = await read('{"a": 820982911946154508}', 'flow.json');
    expect(flow).toEqual(parseJson('{"a":820982911946154508}'));
  });

  it.each([
    ['bad.yaml', 'a: [1'],
    ['bad.json', '{"a": 1'],
  ])('that cannot be parsed is refused: %s', async (name, text) => {
    await expect(read(text, name)).rejects.toMatchObject({ code: 'FILE_UNREADABLE' });
  });
});
