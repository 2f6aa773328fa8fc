import { Controller, Get, Module, Res } from '@nestjs/common';
import type { Response } from 'express';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Listener } from '../boot/listener.ts';
import { PeopleModule } from '../people/people.module.ts';
import { Public } from './public.ts';
import { startApi, type TestApi } from './testing.ts';

@Controller('faulty')
@Public()
class FaultyController {
  @Get('after-headers')
  afterHeaders(@Res() response: Response): never {
    response.writeHead(200, { 'Content-Type': 'text/plain' });
    response.write('half of');
    throw new Error('after the headers were sent');
  }

  @Get('later')
  async later(@Res() response: Response): Promise<never> {
    response.writeHead(200);
    await Promise.resolve();
    throw new Error('later still');
  }

  @Get('write-after-end')
  writeAfterEnd(@Res() response: Response): void {
    response.end('done');
    response.write('too late');
  }

  @Get('bad-header')
  badHeader(@Res() response: Response): void {
    response.setHeader('X-A', 'a\r\nb');
    response.end();
  }

  @Get('trailer')
  trailer(@Res() response: Response): void {
    response.setHeader('Content-Length', 0);
    response.setHeader('Trailer', 'X-A');
    response.end();
  }

  @Get('twice')
  twice(@Res() response: Response): void {
    response.end('once');
    response.writeHead(200);
  }
}

@Module({ controllers: [FaultyController] })
class FaultyModule {}

let api: TestApi;
let listener: Listener;
let url: string;
const faults: unknown[] = [];

beforeAll(async () => {
  api = await startApi([PeopleModule, FaultyModule]);
  listener = new Listener();
  url = `http://127.0.0.1:${await listener.listen(0, '127.0.0.1')}`;
  listener.open({
    api: api.app.getHttpAdapter().getInstance(),
    hooks: (request) => {
      if (request.url === '/hooks/throws') throw new Error('at once');
      return Promise.reject(new Error('rejected'));
    },
    checkReady: () => Promise.resolve(),
    onFault: (error) => faults.push(error),
  });
});

afterAll(async () => {
  await listener.close(1_000);
  await api.close();
});

/** The status, or `cut` when the connection was. */
async function statusOf(path: string): Promise<number | 'cut'> {
  try {
    const response = await fetch(url + path);
    await response.text();
    return response.status;
  } catch {
    return 'cut';
  }
}

describe('whatever is thrown while answering', () => {
  it.each([
    ['after-headers', 'cut'],
    ['later', 'cut'],
    ['write-after-end', 200],
    ['bad-header', 500],
    ['trailer', 500],
    ['twice', 200],
  ])('in "%s" ends that answer at most: the next is served', async (path, status) => {
    expect(await statusOf(`/api/v1/faulty/${path}`)).toBe(status);
    expect(await statusOf('/api/v1/session')).toBe(200);
  });

  it.each(['throws', 'rejects'])('by a trigger URL that %s is heard of', async (path) => {
    const before = faults.length;
    expect(await statusOf(`/hooks/${path}`)).toBe('cut');
    expect(faults.length).toBe(before + 1);
    expect(await statusOf('/healthz')).toBe(200);
  });
});
