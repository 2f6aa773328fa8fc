import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { lint } from './lint.ts';
import { ROOT } from './tracked-files.ts';

const SOURCE = join(ROOT, 'apps/server/src');

/** What the rule says of a file of a room that imports this. */
async function objections(file: string, specifier: string): Promise<string> {
  const code = `import { x } from '${specifier}';\nexport const y = x;\n`;
  const [result] = await lint.lintText(code, { filePath: join(SOURCE, file) });
  return result!.messages
    .filter(({ ruleId }) => ruleId === 'rooms/order')
    .map(({ message }) => message)
    .join('\n');
}

describe('a room of the server', () => {
  test.each([
    ['flows/flow.service.ts', '../runs/run-starter.service.ts', 'flows stands below runs'],
    ['http/http.module.ts', '../people/people.module.ts', 'http stands below people'],
    ['events/event.service.ts', '../flows/flow.service.ts', 'events stands below flows'],
    ['config/config.ts', '../http/paths.ts', 'config stands below http'],
  ])('in %s may not use %s above it', async (file, specifier, said) => {
    expect(await objections(file, specifier)).toContain(said);
  });

  test.each([
    ['worker/worker.service.ts', '../runs/run.store.ts'],
    ['checks/check.service.ts', '../flows/flow.entity.ts'],
    ['boot/serve.ts', '../worker/save.sql.ts'],
  ])('in %s may not use %s, which another keeps to itself', async (file, specifier) => {
    expect(await objections(file, specifier)).toContain('alone: use a service of it');
  });

  test('may use its own store, and the services of rooms below it', async () => {
    expect(await objections('flows/flow.service.ts', './flow.store.ts')).toBe('');
    expect(await objections('runs/run.service.ts', '../flows/flow.service.ts')).toBe('');
  });

  test('has a place in the order', async () => {
    const { ROOMS } = (await import(join(ROOT, 'tools/rooms.js'))) as { ROOMS: string[] };
    const folders = readdirSync(SOURCE, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && entry.name !== 'testing')
      .map(({ name }) => name);
    expect(folders.filter((name) => !ROOMS.includes(name))).toEqual([]);
  });
});
