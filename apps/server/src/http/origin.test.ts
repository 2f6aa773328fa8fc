import { describe, expect, it } from 'vitest';
import { judgeOrigin } from './origin.ts';

const PUBLIC = 'https://flows.example.com';

function judge(origin: string | undefined, host: string, fetchSite?: string) {
  return judgeOrigin({ origin, host, fetchSite, scheme: 'http' }, PUBLIC);
}

describe('where a call comes from', () => {
  it.each([
    ['https://flows.example.com', 'flows.example.com'],
    ['https://flows.example.com', 'internal:4400'],
    ['http://localhost:4400', 'localhost:4400'],
    ['http://127.0.0.1:4400', '127.0.0.1:4400'],
    ['http://[::1]:4400', '[::1]:4400'],
    ['http://192.168.1.20:4400', '192.168.1.20:4400'],
  ])('a page at %s is ours when %s was asked', (origin, host) => {
    expect(judge(origin, host)).toBe('own');
  });

  it.each([
    ['null', '127.0.0.1:4400'],
    ['http://flows.example.com', 'flows.example.com'],
    ['https://evil.example', '127.0.0.1:4400'],
    ['http://localhost:3000', 'localhost:4400'],
    ['http://localhost:4400', '127.0.0.1:4400'],
    ['https://flows.example.com.evil.example', 'flows.example.com'],
    ['https://flows.example.com/', 'flows.example.com'],
    ['not an origin', 'localhost:4400'],
    ['https://localhost:4400', 'localhost:4400'],
    ['https://127.0.0.1', '127.0.0.1'],
  ])('a page at %s is foreign when %s was asked', (origin, host) => {
    expect(judge(origin, host)).toBe('foreign');
  });

  it('a name that was made to point here is foreign, though page and host agree', () => {
    expect(judge('http://rebound.evil.example:4400', 'rebound.evil.example:4400')).toBe('foreign');
  });

  it('without an origin the browser still says which site it is', () => {
    expect(judge(undefined, 'localhost:4400', 'same-origin')).toBe('own');
    expect(judge(undefined, 'localhost:4400', 'cross-site')).toBe('foreign');
    expect(judge(undefined, 'localhost:4400', 'same-site')).toBe('foreign');
  });

  it('a program that is not a browser says nothing', () => {
    expect(judge(undefined, 'localhost:4400')).toBe('unknown');
  });
});
