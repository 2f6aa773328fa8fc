import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cleanUp, poll, startMillrace, type Millrace } from '../support/millrace.ts';

const MB = 1024 * 1024;
const BODY = Buffer.from(JSON.stringify({ pad: 'x'.repeat(5 * MB) }));
const SMALL = Buffer.from('{"small":true}');
const MOST_GROWTH = 300 * MB;

let server: Millrace;
let hook: string;

beforeAll(async () => {
  server = await startMillrace();
  const steps = [{ id: 's', kind: 'set', fields: { size: { $path: '$.trigger.method' } } }];
  const document = { millrace: 1, name: 'Large', trigger: { kind: 'webhook' }, steps };
  const { body } = await server.api<{ id: string; hook_url: string }>('POST', '/flows', {
    document,
  });
  await server.api('POST', `/flows/${body.id}/publish`);
  hook = body.hook_url;
});

afterAll(async () => {
  await server.stop();
  await cleanUp(server.dataDir);
});

/** Bytes of a line of /proc/<pid>/status: VmRSS now, VmHWM at most since it was reset. */
function memory(line: 'VmRSS' | 'VmHWM'): number {
  const status = readFileSync(`/proc/${server.pid}/status`, 'utf8');
  return Number(new RegExp(`${line}:\\s+(\\d+) kB`).exec(status)?.[1]) * 1024;
}

interface Sent {
  status: number;
  retryAfter: string | undefined;
  run: string | undefined;
  ms: number;
}

const agent = new Agent({ keepAlive: false });

function send(body: Buffer): Promise<Sent> {
  const began = performance.now();
  return new Promise((resolve, reject) => {
    let answered = false;
    const headers = { 'content-type': 'application/json', 'content-length': body.length };
    const call = request(hook, { method: 'POST', headers, agent }, (response) => {
      answered = true;
      let text = '';
      response.on('data', (chunk: Buffer) => (text += chunk.toString()));
      response.on('end', () => {
        const ms = performance.now() - began;
        const run = /"run":"([^"]+)"/.exec(text)?.[1];
        const retryAfter = response.headers['retry-after'];
        resolve({ status: response.statusCode ?? 0, retryAfter, run, ms });
      });
    });
    // A refusal may come before all of the body is sent.
    call.once('error', (error) => {
      if (!answered) reject(error);
    });
    call.end(body);
  });
}

/** The most a process ever held can only be asked of Linux. */
describe.runIf(existsSync('/proc/self/clear_refs'))('fifty bodies of 5 MB at once', () => {
  it('are taken or refused; small events come in between, and memory stays bounded', async () => {
    await send(SMALL);
    writeFileSync(`/proc/${server.pid}/clear_refs`, '5');
    const before = memory('VmRSS');
    const large: Sent[] = [];
    const small: Sent[] = [];
    const sendingLarge = Array.from({ length: 50 }, async () => {
      large.push(await send(BODY));
    });
    const sendingSmall = (async () => {
      while (large.length < 50) small.push(await send(SMALL));
    })();
    await Promise.all([...sendingLarge, sendingSmall]);

    const taken = large.filter(({ status }) => status === 200);
    const refused = large.filter(({ status }) => status === 503);
    expect(taken.length).toBeGreaterThan(0);
    expect(taken.length + refused.length).toBe(50);
    // A disk that is busy with all of that may let a small event wait too long, which is then told to.
    for (const { status, retryAfter } of [...refused, ...small]) {
      if (status !== 200)
        expect([status, retryAfter]).toEqual([503, expect.stringMatching(/^\d+$/)]);
    }
    expect(small.filter(({ status }) => status === 200).length).toBeGreaterThan(0);
    for (const { run } of taken) {
      const path = `/runs/${run ?? ''}`;
      await poll(async () => (await server.api('GET', path)).body['status'] === 'succeeded');
    }
    expect(memory('VmHWM') - before).toBeLessThan(MOST_GROWTH);
  });
});

describe('a sender that hangs up', () => {
  /** A request that announces a body and sends only its beginning. */
  async function begin(bytes: number): Promise<Socket> {
    const { port, pathname } = new URL(hook);
    const socket = connect(Number(port), '127.0.0.1');
    socket.on('error', () => undefined);
    await once(socket, 'connect');
    const head = `POST ${pathname} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json`;
    await new Promise((resolve) =>
      socket.write(`${head}\r\nContent-Length: ${bytes}\r\n\r\n{"a":`, resolve),
    );
    return socket;
  }

  async function hangUp(socket: Socket): Promise<void> {
    const closed = once(socket, 'close');
    socket.destroy();
    await closed;
  }

  function padded(bytes: number, name: string): Buffer {
    return Buffer.from(JSON.stringify({ name, pad: 'x'.repeat(bytes) }));
  }

  it('leaves nothing behind: neither in the middle of its body nor while it waits for room', async () => {
    for (let round = 0; round < 6; round += 1) {
      const inside = [await begin(24 * MB), await begin(24 * MB)];
      const waiting = [await begin(20 * MB), await begin(20 * MB)];
      for (const socket of [...waiting, ...inside]) await hangUp(socket);
    }
    // All the room there is for large bodies is free again.
    await poll(async () => (await send(padded(24 * MB, 'late'))).status === 200);
    const both = await Promise.all([send(padded(20 * MB, 'a')), send(padded(20 * MB, 'b'))]);
    expect(both.map(({ status }) => status)).toEqual([200, 200]);
  });
});
