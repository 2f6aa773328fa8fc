import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import {
  isJsonObject,
  requireFlowDocument,
  type FileHandle,
  type JsonObject,
  type JsonValue,
} from '@millrace/model';
import { valueDedupeKey } from '@millrace/signatures';
import { beforeEach, describe, expect, it } from 'vitest';
import type { DeliveryData } from '../events/delivery-data.ts';
import { EventReader } from '../events/event-reader.ts';
import type { StoredEvent } from '../events/event.ts';
import { FileNames } from '../events/file-names.ts';
import { testConfig } from '../http/testing.ts';
import type { Arrival } from './arrival.ts';
import { judge, type JudgedEvent, type Judgement } from './judge.ts';

const config = testConfig('', { encryptionKey: randomBytes(32) });

/** Counts how often bodies are read. */
class CountingReader extends EventReader {
  bodies = 0;

  override delivery(event: StoredEvent, parsed?: { json: JsonValue }): DeliveryData {
    return super.delivery(event, parsed ?? this.counted(event));
  }

  private counted(event: StoredEvent): { json: JsonValue } {
    const body = (): JsonValue => {
      this.bodies += 1;
      return this.body(event).value;
    };
    return Object.defineProperty({ json: null as JsonValue }, 'json', { get: body });
  }
}

let reader: CountingReader;
let ids = 0;

beforeEach(() => {
  reader = new CountingReader(new FileNames(config), config);
  ids = 0;
});

const path = (text: string): { $path: string } => ({ $path: text });
const body = (text: string): { $path: string } => path(`$.trigger.body.${text}`);
const keyed = (key: object): object => ({ dedupe: { by: { key } } });

/** The arrival of JSON, or of a body with headers of its own. */
function arrivalOf(
  trigger: object,
  payload: Buffer | JsonValue,
  more: { headers?: [string, string][]; document?: object } = {},
): Arrival {
  const document = requireFlowDocument({
    millrace: 1,
    name: 'Orders',
    trigger: { kind: 'webhook', ...trigger },
    steps: [],
    ...more.document,
  });
  const target = { id: 'f', workspaceId: 'w', token: 't', version: 1, paused: false, gated: false };
  return {
    target: { ...target, document, pins: null, trigger: document.trigger },
    source: 'webhook',
    payload: Buffer.isBuffer(payload) ? payload : Buffer.from(JSON.stringify(payload)),
    headers: more.headers ?? [['Content-Type', 'application/json']],
    request: { method: 'POST', query: 'shop=7' },
    receivedAt: new Date('2026-11-27T08:00:00Z'),
    sender: { verdict: 'genuine' },
    dedupe: { by: 'trigger', protocolKey: undefined },
  };
}

const judged = (arrival: Arrival): Judgement =>
  judge(arrival, {
    newId: () => `01939f3a-7b21-7c4d-8e5f-${String((ids += 1)).padStart(12, '0')}`,
    reader,
  });

const keysOf = ({ events }: Judgement): unknown[] => events.map(({ dedupe }) => dedupe?.key);
const ofValue = (value: JsonValue): Uint8Array => valueDedupeKey(JSON.stringify(value));

/** What the run of a judged event sees, as its executor reads it. */
function seenByRun({ event, json }: JudgedEvent, payload: Buffer): JsonObject {
  return new EventReader(new FileNames(config), config).trigger({ ...event, body: payload }, json);
}

const many = (count: number): { id: number; lines: JsonObject[] }[] =>
  Array.from({ length: count }, (_, n) => ({ id: n, lines: [{ sku: `s${String(n)}` }] }));

describe('the keys of a split delivery', () => {
  const delivery = { batch: 'b7', events: many(1_000) };
  const split = { split: body('events') };

  it('are those of each item, for a thousand of them, and the body is read once', () => {
    const xml = { ...split, ...keyed(path('$.trigger.body')) };
    const text = `events=${Array.from({ length: 1_000 }, (_, n) => String(n)).join('&events=')}`;
    const headers: [string, string][] = [['Content-Type', 'application/x-www-form-urlencoded']];
    const judgement = judged(arrivalOf(xml, Buffer.from(text), { headers }));
    expect(keysOf(judgement)).toEqual(delivery.events.map(({ id }) => ofValue(String(id))));
    expect(reader.bodies).toBe(1);
  });

  it('see the whole beside each item, not beside the first alone', () => {
    const key = { $template: '{{trigger.delivery.body.batch}}/{{trigger.body.id}}' };
    const document = { order_by: path('$.trigger.delivery.body.batch') };
    const { events } = judged(arrivalOf({ ...split, ...keyed(key) }, delivery, { document }));
    expect(events.map(({ dedupe }) => dedupe?.key)).toEqual(
      delivery.events.map(({ id }) => ofValue(`b7/${String(id)}`)),
    );
    expect(events.every(({ orderKey }) => Buffer.compare(orderKey!, ofValue('b7')) === 0)).toBe(
      true,
    );
  });

  it('see of every event what its run sees', () => {
    const key = path('$.trigger');
    const steps = [{ id: 'a', kind: 'set', fields: { b: path('$.trigger.delivery.body.batch') } }];
    const few = { batch: 'b7', events: many(20) };
    const arrival = arrivalOf({ ...split, ...keyed(key) }, few, { document: { steps } });
    const judgement = judged(arrival);
    expect(keysOf(judgement)).toEqual(
      judgement.events.map((event) => ofValue(seenByRun(event, arrival.payload))),
    );
  });

  it('do not see the whole where neither the flow nor a key looks at it', () => {
    const judgement = judged(arrivalOf({ ...split, ...keyed(path('$.trigger')) }, delivery));
    const withoutWhole = judgement.events.map((event) =>
      ofValue(seenByRun(event, Buffer.alloc(0))),
    );
    expect(keysOf(judgement)).toEqual(withoutWhole);
  });

  it('may search through the whole for each item', () => {
    const key = path('$.trigger.delivery.body.events[?@.id == 7].id');
    const judgement = judged(arrivalOf({ ...split, ...keyed(key) }, delivery));
    expect(judgement.verdict).toBe('accepted');
    expect(keysOf(judgement)).toEqual(delivery.events.map(() => ofValue([7])));
  });

  it.each([
    ['write the whole again for each item', { $path: '$.trigger.delivery.body' }],
    ['look at every value of the whole for each item', { $path: '$.trigger.delivery..sku' }],
  ])('that %s are refused, and the delivery is kept', (_, key) => {
    const padded = { ...delivery, pad: 'x'.repeat(100_000) };
    const judgement = judged(arrivalOf({ ...split, ...keyed(key) }, padded));
    expect(judgement).toMatchObject({ verdict: 'malformed', events: [{ starts: false }] });
    expect(judgement.refusal?.code).toBe('MAPPING_LIMIT');
    expect(judgement.refusal?.message).toContain('the keys of one delivery');
  });
});

describe('files in a delivery', () => {
  const form = Buffer.from(
    '--b\r\nContent-Disposition: form-data; name="photo"; filename="a.png"\r\n' +
      'Content-Type: image/png\r\n\r\nPNG!\r\n--b\r\n' +
      'Content-Disposition: form-data; name="photo"; filename="b.png"\r\n\r\nmore\r\n--b--\r\n',
  );
  const headers: [string, string][] = [['Content-Type', 'multipart/form-data; boundary=b']];

  it('are to keys what they are to the flow', () => {
    const arrival = arrivalOf(keyed(path('$.trigger.body.photo')), form, { headers });
    const { events } = judged(arrival);
    const seen = seenByRun(events[0]!, form)['body'];
    const photo = isJsonObject(seen) ? seen['photo'] : undefined;
    expect(photo).toMatchObject([
      { name: 'a.png', type: 'image/png', bytes: 4, file: expect.stringMatching(/^e\./) as string },
      { name: 'b.png', type: 'application/octet-stream', bytes: 4 },
    ]);
    expect(events[0]!.dedupe?.key).toEqual(ofValue(photo!));
  });

  it('that a delivery is split into are handles that open', () => {
    const arrival = arrivalOf({ split: body('photo'), ...keyed(path('$.trigger.body')) }, form, {
      headers,
    });
    const { events } = judged(arrival);
    const items = events.map(({ event }) => JSON.parse(String(event.item)) as FileHandle);
    expect(items.map(({ name }) => name)).toEqual(['a.png', 'b.png']);
    const names = new FileNames(config);
    for (const { file, bytes } of items) {
      expect(names.place('w', file)).toMatchObject({ event: events[0]!.event.id, bytes });
    }
    expect(keysOf({ events } as Judgement)).toEqual(items.map((item) => ofValue({ ...item })));
  });
});

it('a body that is large only once it is unpacked is not read for a key', () => {
  const bomb = gzipSync(JSON.stringify({ id: 1, pad: ' '.repeat(2 * 1024 * 1024) }));
  const headers: [string, string][] = [
    ['Content-Type', 'application/json'],
    ['Content-Encoding', 'gzip'],
  ];
  const { refusal, verdict } = judged(arrivalOf(keyed(body('id')), bomb, { headers }));
  expect([verdict, refusal?.code]).toEqual(['malformed', 'BODY_TOO_LARGE_TO_READ']);
  expect(refusal?.message).toContain('more than 1048576 bytes');
});
