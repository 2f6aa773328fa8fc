import { parseJson } from '@millrace/model';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startPartner, type Partner } from '../testing/partner.ts';
import { testDatabase, type TestDatabase } from '../testing/test-database.ts';
import { callStep, startServer, type TestServer } from '../testing/test-server.ts';

const ID = '8202522731445525542';
const ANSWERED = '7615917337495251231';
const BODY = `{"id":${ID},"text":"${ID}","far":1e400,"list":[{"id":${ID}},{"id":1}]}`;

let database: TestDatabase;
let partner: Partner;
let server: TestServer;

beforeAll(async () => {
  database = await testDatabase();
  partner = await startPartner();
  server = await startServer(database);
});

afterAll(async () => {
  await server.stop();
  await partner.close();
  await database.drop();
});

/** What the partner was sent, as JSON text. */
const sent = (): string[] => partner.calls.map(({ body }) => JSON.stringify(body));

describe('a number with more digits than a double has', () => {
  it('goes through a run with all of them: path, condition, loop, template, answer, next call', async () => {
    partner.reset();
    partner.holding = true;
    const flow = await server.flow({
      name: 'Long numbers',
      steps: [
        {
          id: 'only',
          kind: 'filter',
          when: {
            left: { $path: '$.trigger.body.id' },
            op: 'equals',
            right: { $path: '$.trigger.body.text', as: 'number' },
          },
        },
        {
          id: 'each',
          kind: 'for-each',
          items: { $path: '$.trigger.body.list' },
          concurrency: 1,
          steps: [{ id: 'kept', kind: 'set', fields: { id: { $path: '$.item.id' } } }],
        },
        callStep('first', partner.url, {
          id: { $path: '$.trigger.body.id' },
          far: { $path: '$.trigger.body.far' },
          text: { $template: '{{trigger.body.id}}' },
          more: { $template: '{{add trigger.body.id 1}}', as: 'number' },
        }),
        callStep('second', partner.url, { id: { $path: '$.steps.first.output.body.id' } }),
      ],
    });
    const run = await server.start(flow, BODY);
    await expect.poll(() => partner.calls.length).toBe(1);
    partner.calls[0]?.answer(200, parseJson(`{"id":${ANSWERED}}`));
    partner.holding = false;
    await expect.poll(() => partner.calls.length).toBe(2);
    partner.calls[1]?.answer();
    const { status } = await server.until(run);
    expect([status, sent()]).toEqual([
      'succeeded',
      [`{"id":${ID},"far":1e400,"text":"${ID}","more":8202522731445525543}`, `{"id":${ANSWERED}}`],
    ]);
    const { text } = await server.api('GET', `/runs/${run}`);
    expect(text).toContain(`"output":{"id":${ID}}`);
    expect(text).toContain(`"id":${ANSWERED}`);
  });

  it('is kept in a document, answered to the sender, previewed, and taken by a replay', async () => {
    const flow = await server.flow({
      name: 'Long literals',
      trigger: { kind: 'webhook', reply: { mode: 'respond' } },
      steps: [
        {
          id: 'made',
          kind: 'set',
          fields: { id: parseJson(ID), same: { $path: '$.trigger.body.id' } },
        },
        { id: 'say', kind: 'respond', status: 200, body: { $path: '$.steps.made.output' } },
      ],
    });
    const output = `{"id":${ID},"same":${ID}}`;
    expect((await server.send(flow, BODY)).text).toBe(output);
    expect((await server.api('GET', `/flows/${flow.id}`)).text).toContain(`"id":${ID}`);
    const preview = { mapping: { $path: '$.id' }, data: parseJson(BODY) };
    expect((await server.api('POST', '/mappings/preview', preview)).text).toContain(
      `"value":${ID},"type":"number"`,
    );
    const { body } = await server.api('GET', `/runs?flow=${flow.id}`);
    const [run] = body['items'] as { id: string }[];
    const replayed = await server.api('POST', `/runs/${run?.id}/replay`, {
      body: parseJson(`{"id":${ANSWERED}}`),
    });
    const again = String(replayed.body['run']);
    await server.until(again);
    expect((await server.api('GET', `/runs/${again}`)).text).toContain(`"same":${ANSWERED}`);
  });

  it('beyond all bounds makes a body that is no JSON, and is never null', async () => {
    const flow = await server.flow({ name: 'Too large', steps: [] });
    const answer = await server.send(flow, '{"id":1e99999}');
    expect(answer.text).toContain('too large to keep');
  });
});
