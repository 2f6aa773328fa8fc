import { spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cleanUp, scratchDir, startMillrace, type Millrace } from '../support/millrace.ts';

const MAIN = join(import.meta.dirname, '../../apps/server/dist/main.js');
const FLOW = `millrace: 1
name: From a file
trigger:
  kind: webhook
steps:
  - id: member
    kind: set
    fields:
      email:
        $path: $.trigger.body.email
`;

let server: Millrace;
let dir: string;
let key: string;

beforeAll(async () => {
  server = await startMillrace();
  dir = await scratchDir();
});

afterAll(async () => {
  await server.stop();
  await cleanUp(server.dataDir);
  await cleanUp(dir);
});

/** Runs the command as a person would, with this API key. */
function millrace(words: string[], env: Record<string, string> = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, ...words], {
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], MILLRACE_PUBLIC_URL: server.url, ...env },
  });
  return { status, stdout, stderr };
}

async function file(name: string, text: string): Promise<string> {
  const path = join(dir, name);
  await writeFile(path, text);
  return path;
}

async function removeFlows(): Promise<void> {
  const { body } = await server.api<{ items: { id: string }[] }>('GET', '/flows?limit=200');
  for (const { id } of body.items) await server.api('DELETE', `/flows/${id}`);
}

describe('the command line', () => {
  it('makes an API key for a person who signs in', () => {
    const { status, stdout } = millrace(['token', '--name', 'ci'], {
      MILLRACE_OWNER_EMAIL: 'owner@example.com',
      MILLRACE_OWNER_PASSWORD: 'correct horse battery',
    });
    key = stdout.trim();
    expect(status).toBe(0);
    expect(key.length).toBeGreaterThanOrEqual(32);
  });

  it('creates a flow from a file, then updates it, and exports what it was given', async () => {
    const env = { MILLRACE_API_KEY: key };
    const path = await file('flow.yaml', FLOW);
    expect(millrace(['apply', path, '--publish'], env).stdout).toMatch(
      /^created From a file http.*\npublished From a file version 1\n$/,
    );
    expect(millrace(['apply', path], env).stdout).toMatch(/^updated From a file/);
    expect(millrace(['export', 'From a file'], env).stdout).toBe(FLOW);
  });

  it('exports the same bytes again after applying them, whatever order flows were made in', async () => {
    const env = { MILLRACE_API_KEY: key };
    await removeFlows();
    const odd = JSON.stringify({
      steps: [
        {
          fields: {
            zip: '01234',
            yes: 'yes',
            big: '820982911946154508',
            lines: 'a\n\n b \n\n',
            long: 'word '.repeat(60),
            '10': 1,
            '9': null,
            deep: { z: [1, { y: '---' }], a: '# no comment' },
          },
          kind: 'set',
          id: 'odd',
        },
      ],
      trigger: { kind: 'webhook' },
      name: 'Ähre',
      millrace: 1,
    });
    const named = (name: string, id: string): string =>
      FLOW.replace('From a file', name).replace('member', id);
    const files = [odd, named('b', 'one'), named('a', 'two'), named('b', 'three'), named('B', 'x')];
    const paths = await Promise.all(files.map((text, index) => file(`${index}.yaml`, text)));
    expect(millrace(['apply', ...paths], env).status).toBe(0);
    const exported = millrace(['export'], env).stdout;
    const again = await file('exported.yaml', exported);

    await removeFlows();
    expect(millrace(['apply', again], env).stdout.match(/^created/gm)).toHaveLength(5);
    expect(millrace(['export'], env).stdout).toBe(exported);
    expect(millrace(['apply', again], env).stdout.match(/^updated/gm)).toHaveLength(5);
    expect(millrace(['export'], env).stdout).toBe(exported);
    expect(exported.match(/^name: .*$/gm)).toEqual(
      ['B', 'a', 'b', 'b', 'Ähre'].map((name) => `name: ${name}`),
    );
  });

  it('names the fault and its place, and changes nothing', async () => {
    const path = await file('bad.yaml', FLOW.replace('kind: set', 'kind: sett'));
    const { status, stderr } = millrace(['apply', path], { MILLRACE_API_KEY: key });
    expect(status).toBe(1);
    expect(stderr).toContain('/steps/0/kind');
    expect(stderr).toContain('Did you mean "set"?');
  });

  it('says so when no server answers', () => {
    const { status, stderr } = millrace(['export', '--url', 'http://127.0.0.1:9'], {
      MILLRACE_API_KEY: key,
    });
    expect(status).toBe(1);
    expect(stderr).toContain('SERVER_UNREACHABLE');
  });
});
