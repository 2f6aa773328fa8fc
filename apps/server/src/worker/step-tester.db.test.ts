import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JsonValue, Step } from '@millrace/model';
import {
  API_KEY,
  BEARER,
  codeOf,
  OWNER,
  startApi,
  type Answer,
  type TestApi,
} from '../http/testing.ts';
import { OwnerBootstrap } from '../people/owner-bootstrap.ts';
import { PeopleModule } from '../people/people.module.ts';
import { WorkerModule } from './worker.module.ts';

let api: TestApi;
let partner: Server;
let url: string;
const received: JsonValue[] = [];

beforeAll(async () => {
  partner = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      received.push(JSON.parse(body) as JsonValue);
      response.writeHead(request.url === '/refuse' ? 400 : 200, {
        'content-type': 'application/json',
      });
      response.end('{"id":"made-1"}');
    });
  });
  await new Promise<void>((resolve) => partner.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(partner.address() as AddressInfo).port}`;
  api = await startApi([PeopleModule, WorkerModule], {
    egressAllow: ['127.0.0.1'],
    owner: { ...OWNER, apiKey: API_KEY },
  });
  await api.app.get(OwnerBootstrap).ensure();
});

afterAll(async () => {
  await api.close();
  await new Promise((resolve) => partner.close(resolve));
});

const ORDER = '$.trigger.body';
const call = (id: string, body: JsonValue, path = '/'): Step => ({
  id,
  kind: 'action',
  action: 'http.request',
  input: { method: 'POST', url: url + path, body },
});
const loop = (...steps: Step[]): Step => ({
  id: 'lines',
  kind: 'for-each',
  items: [{ sku: 'mug' }, { sku: 'cup' }],
  concurrency: 1,
  steps,
});

async function tried(stepId: string, ...steps: Step[]): Promise<Answer> {
  const document = { millrace: 1, name: 'Orders', trigger: { kind: 'webhook' }, steps };
  const made = await api.call('/api/v1/flows', {
    method: 'POST',
    body: { document },
    headers: BEARER,
  });
  const path = `/api/v1/flows/${String(made.body['id'])}/steps/${stepId}/test`;
  received.length = 0;
  return api.call(path, { method: 'POST', body: {}, headers: BEARER });
}

describe('trying one step of a draft', () => {
  it('makes its call, and shows what was sent and answered', async () => {
    const { status, body } = await tried('make', call('make', { order: 7 }));
    expect(status).toBe(200);
    expect(received).toEqual([{ order: 7 }]);
    expect(body).toMatchObject({
      status: 'succeeded',
      input: { body: { order: 7 } },
      output: { status: 200, body: { id: 'made-1' } },
      error: null,
    });
  });

  it('makes no call before it: the sample of the action stands in', async () => {
    const later = call('later', { id: { $path: '$.steps.make.output.body.id' } });
    await tried('later', call('make', { order: 7 }), later);
    expect(received).toEqual([{ id: 'a1' }]);
  });

  it('inside of a loop and a branch takes the first item, and enters the path', async () => {
    const ship = call('ship', { sku: { $path: '$.item.sku' }, at: { $path: '$.index' } });
    const paths = [{ name: 'never', when: { any: [] }, steps: [ship] }];
    await tried('ship', loop({ id: 'size', kind: 'branch', paths, otherwise: [] }));
    expect(received).toEqual([{ sku: 'mug', at: 0 }]);
  });

  it('behind a loop and another flow goes on with what they would put out', async () => {
    const other: Step = { id: 'other', kind: 'call', flow: 'Ship' };
    const fields = {
      list: { $path: '$.steps.lines.output' },
      other: { $path: '$.steps.other.output' },
    };
    const skus: Step = { id: 'sku', kind: 'set', fields: { sku: { $path: '$.item.sku' } } };
    const { body } = await tried('all', loop(skus), other, { id: 'all', kind: 'set', fields });
    expect(body['output']).toEqual({ list: [{ sku: 'mug' }, { sku: 'cup' }], other: null });
  });

  it('shows what was sent when the call is refused', async () => {
    const { body } = await tried('make', call('make', { order: 7 }, '/refuse'));
    expect(body).toMatchObject({
      status: 'failed',
      input: { body: { order: 7 } },
      error: { code: 'CALL_REJECTED' },
    });
  });

  it('waits for no delay: it says until when it would wait', async () => {
    const { body } = await tried('pause', { id: 'pause', kind: 'delay', until: '2040-01-01' });
    expect(body).toMatchObject({
      status: 'succeeded',
      input: { until: '2040-01-01' },
      output: { until: '2040-01-01T00:00:00.000Z' },
    });
  });

  it('says what is missing', async () => {
    const { body } = await tried('s', {
      id: 's',
      kind: 'set',
      fields: { x: { $path: `${ORDER}.x` } },
    });
    expect(body).toMatchObject({ status: 'failed', error: { code: 'PATH_MISSING' } });
  });

  it('knows only steps of the flow', async () => {
    const answer = await tried('lost', loop());
    expect([answer.status, codeOf(answer)]).toEqual([404, 'STEP_NOT_FOUND']);
  });
});
