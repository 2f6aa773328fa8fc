import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { MALLOC, NODE_FLAGS } from '../support/millrace.ts';
import { readJson, ROOT } from './tracked-files.ts';

const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

interface Instruction {
  name: string;
  words: string[];
}

/** The instructions of a Dockerfile by stage; a line that ends in a backslash goes on. */
function stagesOf(text: string): Instruction[][] {
  const stages: Instruction[][] = [];
  const lines = text.replace(/^#.*$/gm, '').replace(/\\\n\s*/g, '');
  for (const line of lines.split('\n').filter((one) => one.trim() !== '')) {
    const [name = '', ...words] = line.trim().split(/\s+/);
    if (name === 'FROM') stages.push([]);
    stages.at(-1)!.push({ name, words });
  }
  return stages;
}

describe('the image', () => {
  const stages = stagesOf(read('docker/Dockerfile'));
  const last = stages.at(-1)!;
  const find = (name: string): Instruction | undefined => last.find((one) => one.name === name);

  test('runs as an ordinary user, who owns the data directory', () => {
    expect(find('USER')?.words).toEqual(['node']);
    const made = last.find(({ name, words }) => name === 'RUN' && words.includes('mkdir'));
    expect(made?.words.join(' ')).toContain('chown node:node /var/lib/millrace');
    expect(last.indexOf(made!)).toBeLessThan(last.indexOf(find('USER')!));
    expect(find('VOLUME')?.words).toEqual(['/var/lib/millrace']);
  });

  test('starts the server itself, so that signals reach it, and without code generation', () => {
    expect(JSON.parse(find('CMD')!.words.join(' '))).toEqual([
      'node',
      ...NODE_FLAGS,
      'apps/server/dist/main.js',
      'serve',
    ]);
    const { scripts } = readJson('package.json') as { scripts: { start: string } };
    const memory = Object.entries(MALLOC).map(([name, value]) => `${name}=${value}`);
    const command = ['node', ...NODE_FLAGS, 'tools/start.js', 'serve'];
    expect(scripts.start).toBe([...memory, ...command].join(' '));
    const environment = last.filter(({ name }) => name === 'ENV').flatMap(({ words }) => words);
    expect(environment).toEqual(expect.arrayContaining(memory));
    expect(find('ENTRYPOINT')).toBeUndefined();
  });

  test('says whether it is healthy', () => {
    expect(find('HEALTHCHECK')?.words.join(' ')).toContain('/healthz');
  });

  test('builds every stage on a named Node of the major version the workspace pins', () => {
    const { dependencies } = readJson('package.json') as { dependencies: { node: string } };
    const major = dependencies.node.split('.')[0]!;
    const names = stages.map((stage) => stage[0]!.words[2]);
    for (const [{ words }] of stages as [Instruction][]) {
      expect([...names, `node:${major}-slim`]).toContain(words[0]);
    }
  });

  test('copies only what exists, from the build context or an earlier stage', () => {
    const copies = stages.flat().filter(({ name }) => name === 'COPY');
    expect(copies.length).toBeGreaterThan(10);
    const fromContext = copies.filter(({ words }) => !words[0]!.startsWith('--from='));
    const missing = fromContext.flatMap(({ words }) =>
      words.slice(0, -1).filter((source) => !existsSync(join(ROOT, source))),
    );
    expect(missing).toEqual([]);
    const names = stages.map((stage) => stage[0]!.words[2]);
    const stagesUsed = copies.flatMap(({ words }) => /^--from=(.*)/.exec(words[0]!)?.[1] ?? []);
    expect(stagesUsed.filter((name) => !names.includes(name))).toEqual([]);
  });

  test('knows every workspace before npm installs', () => {
    const copied = stages[0]!.flatMap(({ name, words }) => (name === 'COPY' ? words : []));
    const workspaces = ['apps', 'libs'].flatMap((folder) =>
      readdirSync(join(ROOT, folder)).map((name) => `${folder}/${name}/package.json`),
    );
    expect(workspaces.filter((path) => !copied.includes(path))).toEqual([]);
  });

  test('takes no secret with it', () => {
    const set = stages.flat().filter(({ name }) => name === 'ENV' || name === 'ARG');
    expect(JSON.stringify(set)).not.toMatch(/KEY|PASSWORD|SECRET|TOKEN|DATABASE_URL/);
    const ignored = read('.dockerignore').split('\n');
    for (const path of ['.git', '.env*', '**/.millrace', '**/node_modules']) {
      expect(ignored).toContain(path);
    }
  });
});

interface Service {
  image?: string;
  build?: { context: string; dockerfile: string };
  environment?: Record<string, string>;
  ports?: string[];
  volumes?: string[];
  depends_on?: Record<string, { condition: string }>;
  healthcheck?: object;
}

describe.each(['compose.yaml', 'compose.scale.yaml'])('docker/%s', (file) => {
  const text = read(`docker/${file}`);
  const compose = parse(text, { merge: true }) as {
    services: Record<string, Service>;
    volumes: Record<string, unknown>;
  };
  const services = Object.entries(compose.services);

  test('builds the image from the root with a Dockerfile that exists', () => {
    const built = services.filter(([, { build }]) => build !== undefined);
    expect(built.length).toBeGreaterThan(0);
    for (const [, { build }] of built) {
      expect(existsSync(join(ROOT, 'docker', build!.context, build!.dockerfile))).toBe(true);
    }
  });

  test('names only settings that Millrace knows', () => {
    const known = read('docs/configuration.md');
    const named = services.flatMap(([, { environment = {} }]) =>
      Object.keys(environment).filter((name) => name.startsWith('MILLRACE_')),
    );
    expect(named.length).toBeGreaterThan(0);
    expect(named.filter((name) => !known.includes(`\`${name}\``))).toEqual([]);
  });

  test('holds no secret: it asks for each', () => {
    const values = services.flatMap(([, { environment = {} }]) =>
      Object.entries(environment).filter(([name]) => /KEY|PASSWORD|SECRET|TOKEN|_URL$/.test(name)),
    );
    for (const [name, value] of values) {
      expect(value, name).toMatch(name === 'MILLRACE_PUBLIC_URL' ? /^\$\{.+:-http:/ : /\$\{\w+:\?/);
    }
  });

  test('publishes one address, on the loopback interface only', () => {
    const ports = services.flatMap(([, service]) => service.ports ?? []);
    expect(ports).toEqual([expect.stringMatching(/^127\.0\.0\.1:4400:\d+$/)]);
  });

  test('declares each volume it uses, and mounts only files that exist', () => {
    for (const [source] of services
      .flatMap(([, { volumes = [] }]) => volumes)
      .map((one) => one.split(':'))) {
      const there = source!.startsWith('.')
        ? existsSync(join(ROOT, 'docker', source!))
        : source! in compose.volumes;
      expect(there, source).toBe(true);
    }
  });

  test('waits only for services that can say they are healthy', () => {
    for (const [name] of services.flatMap(([, service]) =>
      Object.entries(service.depends_on ?? {}),
    )) {
      const service = compose.services[name]!;
      expect(service.healthcheck !== undefined || service.build !== undefined, name).toBe(true);
    }
  });
});

test('the scaled set-up has every role, on one database and one key', () => {
  const { services } = parse(read('docker/compose.scale.yaml'), { merge: true }) as {
    services: Record<string, Service>;
  };
  const millraces = Object.values(services).filter(({ build }) => build !== undefined);
  const all = (name: string): string[] => millraces.map(({ environment }) => environment![name]!);
  expect(all('MILLRACE_ROLES').sort()).toEqual(['api', 'intake', 'worker']);
  expect(new Set(all('MILLRACE_DATABASE_URL')).size).toBe(1);
  expect(new Set(all('MILLRACE_ENCRYPTION_KEY')).size).toBe(1);
  expect(read('docker/Caddyfile')).toMatch(/\/hooks\/\*[^}]*intake:4400/);
});
