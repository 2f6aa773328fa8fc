import { DataSource } from 'typeorm';
import { expect, it } from 'vitest';
import { testDatabase } from '../testing/test-database.ts';
import { loggable } from './loggable.ts';

it('the log learns why a query failed, and none of the values in it', async () => {
  const database = await testDatabase();
  const source = await new DataSource({
    type: 'postgres',
    url: database.url,
    installExtensions: false,
  }).initialize();
  const error: unknown = await source
    .query('SELECT $1::text FROM nowhere', ['hunter2'])
    .catch((thrown: unknown) => new Error('It failed.', { cause: thrown }));
  await source.destroy();
  await database.drop();
  const logged = loggable(error);
  expect(logged).toMatchObject({
    type: 'Error',
    message: 'It failed.',
    cause: {
      type: 'QueryFailedError',
      code: '42P01',
      message: expect.stringContaining('nowhere') as string,
    },
  });
  expect(JSON.stringify(logged)).not.toContain('hunter2');
});

it('whatever else is thrown is not shown at all', () => {
  expect(JSON.stringify(loggable('hunter2'))).not.toContain('hunter2');
});
