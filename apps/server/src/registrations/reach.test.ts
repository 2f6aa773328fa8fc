import { describe, expect, it } from 'vitest';
import { requireReachable } from './reach.ts';

const reached = (hook: string, application: string | undefined): boolean => {
  try {
    requireReachable(hook, application, 'Shop');
    return true;
  } catch {
    return false;
  }
};

describe('a trigger URL', () => {
  it.each([
    ['https://millrace.example.com/hooks/x', 'https://shop.example.com', true],
    ['https://millrace.example.com/hooks/x', 'http://127.0.0.1:8080', true],
    ['http://127.0.0.1:4400/hooks/x', 'http://127.0.0.1:8080', true],
    ['http://localhost:4400/hooks/x', 'http://[::1]:8080', true],
    ['http://localhost:4400/hooks/x', 'https://shop.example.com', false],
    ['http://127.0.0.1:4400/hooks/x', 'http://192.168.1.9', false],
    ['http://192.168.1.5:4400/hooks/x', 'http://192.168.1.9', true],
    ['http://192.168.1.5:4400/hooks/x', 'http://git.lan', true],
    ['http://192.168.1.5:4400/hooks/x', 'https://shop.example.com', false],
    ['http://[fd12::5]:4400/hooks/x', 'https://shop.example.com', false],
  ])('%s is reached from %s: %s', (hook, application, expected) => {
    expect(reached(hook, application)).toBe(expected);
  });

  it('inside the own network is not reached from an address that is not known', () => {
    expect(reached('http://localhost:4400/hooks/x', undefined)).toBe(false);
  });
});
