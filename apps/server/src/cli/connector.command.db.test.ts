import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { API_KEY } from '../http/testing.ts';
import { ownManifest } from '../testing/own-manifest.ts';
import { testDatabase, type TestDatabase } from '../testing/test-database.ts';
import { startServer, type TestServer } from '../testing/test-server.ts';
import {
  applyConnectorsCommand,
  checkConnectorsCommand,
  exportConnectorCommand,
} from './connector.command.ts';

let dir: string;
let databases: TestDatabase[];
let servers: TestServer[];

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'connectors-'));
  databases = [await testDatabase(), await testDatabase()];
  servers = await Promise.all(databases.map((database) => startServer(database)));
});

afterAll(async () => {
  for (const server of servers) await server.stop();
  for (const database of databases) await database.drop();
  await rm(dir, { recursive: true });
});

afterEach(() => {
  process.exitCode = undefined;
});

async function file(name: string, text: string): Promise<string> {
  const path = join(dir, name);
  await writeFile(path, text);
  return path;
}

/** What a command prints. */
async function printed(command: (options: { url: string; key: string }) => Promise<void>, at = 0) {
  let text = '';
  const write = vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    text += String(chunk);
    return true;
  });
  try {
    await command({ url: servers[at]!.url, key: API_KEY });
  } finally {
    write.mockRestore();
  }
  return text;
}

const manifest = (change: object = {}) => JSON.stringify(ownManifest('notes', change));

describe('the connector commands', () => {
  it('say what is wrong with a file, and end with a failure', async () => {
    const path = await file('bad.json', manifest({ color: 'blue' }));
    const said = await printed((options) => checkConnectorsCommand([path], options));
    expect(said).toMatch(/bad\.json: 1 faults\n {2}\/color: /);
    expect(process.exitCode).toBe(1);
  });

  it('apply a file as a new connector, as its next version, or not at all', async () => {
    const apply = async (text: string) => {
      const path = await file('notes.json', text);
      return printed((options) => applyConnectorsCommand([path], options));
    };
    expect(await apply(manifest())).toBe('created notes version 1\n');
    expect(await apply(manifest())).toBe('unchanged notes version 1\n');
    const servers = { api: '{site}', files: 'https://files.example.com' };
    expect(await apply(manifest({ servers }))).toBe(
      'updated notes version 2\n  its accounts may now be used at files.example.com\n',
    );
  });

  it('export a file that gives the same bytes in another installation', async () => {
    const path = await file('notes.json', manifest({ name: 'Ähre "01234"' }));
    await printed((options) => applyConnectorsCommand([path], options));
    const text = await printed((options) => exportConnectorCommand('notes', options));
    const exported = await file('notes.yaml', text);
    const said = await printed((options) => applyConnectorsCommand([exported], options), 1);
    expect(said).toMatch(/^created notes version \d\n$/);
    expect(await printed((options) => exportConnectorCommand('notes', options), 1)).toBe(text);
  });
});
