import { describe, expect, it } from 'vitest';
import { addressPolicy } from './addresses.ts';
import { cachedTargets, redirectTarget } from './target.ts';

describe('where a redirect leads', () => {
  const from = new URL('https://api.example.com/v1/orders');
  const to = (location: string) => redirectTarget(addressPolicy([]), from, location);

  it.each([
    ['/v2/orders', 'https://api.example.com/v2/orders'],
    ['next', 'https://api.example.com/v1/next'],
    ['//other.example/x', 'https://other.example/x'],
    ['https://other.example/x#part', 'https://other.example/x'],
  ])('is understood for %s', (location, url) => {
    expect(to(location).href).toBe(url);
  });

  it.each([
    ['http://api.example.com/v1/orders', 'a redirect leads there from https'],
    ['https://user:pass@other.example/', 'it holds credentials'],
    ['file:///etc/passwd', 'file: cannot be called'],
    ['https://', 'it is not complete'],
  ])('is refused for %s', (location, reason) => {
    expect(() => to(location)).toThrow(reason);
  });
});

describe('the URL of a call', () => {
  const target = cachedTargets(addressPolicy([]));

  it.each([
    'https://api.example.com/users/../orders',
    'https://api.example.com/users/./orders',
    'https://api.example.com/users/..',
    'https://api.example.com/users/%2e%2E/orders',
    'https://api.example.com/users/.%2e/orders',
    'https://api.example.com/users/a%2F..%2Fadmin',
    'https://api.example.com/users/..%5cadmin',
    'https://api.example.com/users\\..\\orders',
    'https://api.example.com/users/a\tb',
    'https://api.example.com/us\ners/',
    'https://api.example.com/..?x=1',
    'https://api.example.com/..#x',
  ])('is refused when the parser would change its path: %j', (url) => {
    expect(() => target(url)).toThrow(/its path holds|it holds a/);
    expect(() => target(url, [['q', '1']])).toThrow(/its path holds|it holds a/);
  });

  it.each([
    'https://api.example.com/a...b/..c/d../...',
    'https://api.example.com/projects/group%2Fproject',
    'https://api.example.com/search?path=../x&dir=..',
    'https://api.example.com/a//b/',
    'https://api.example.com/%252e%252e/x',
  ])('is taken as it stands: %s', (url) => {
    expect(target(url).href).toBe(url);
  });
});
