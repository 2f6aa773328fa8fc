import { describe, expect, it } from 'vitest';
import { addressPolicy } from './addresses.ts';
import { redirectTarget } from './target.ts';

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
