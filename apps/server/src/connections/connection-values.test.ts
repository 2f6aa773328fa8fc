import { AppError, type ConnectorInfo } from '@millrace/model';
import { describe, expect, it } from 'vitest';
import { checkValues } from './connection-values.ts';

const MANIFEST: ConnectorInfo = {
  id: 'shop',
  name: 'Shop',
  description: 'A shop.',
  icon: '<svg/>',
  color: '#000000',
  categories: [],
  testable: false,
  connectionRequired: true,
  triggers: [],
  actions: [],
  connection: [
    { key: 'api_key', label: 'API key', type: 'secret', required: true },
    { key: 'base_url', label: 'Address', type: 'url', advanced: true },
    {
      key: 'region',
      label: 'Region',
      type: 'choice',
      required: true,
      default: 'eu',
      choices: [
        { value: 'eu', label: 'Europe' },
        { value: 'us', label: 'America' },
      ],
    },
  ],
};

function faultsFor(values: Record<string, string>): unknown {
  try {
    checkValues(MANIFEST, undefined, values);
  } catch (error) {
    if (error instanceof AppError) return (error.details as { faults: unknown }).faults;
    throw error;
  }
  return [];
}

describe('the values of a connection', () => {
  it('are taken when they fit, without the empty ones', () => {
    const given = { api_key: 'k', base_url: 'http://127.0.0.1:9000/3.0', region: '' };
    expect(checkValues(MANIFEST, undefined, given)).toEqual({
      api_key: 'k',
      base_url: 'http://127.0.0.1:9000/3.0',
    });
  });

  it.each([
    [{}, '/values/api_key', 'API key is required.'],
    [{ api_key: '' }, '/values/api_key', 'API key is required.'],
    [
      { api_key: 'k', api_kye: 'x' },
      '/values/api_kye',
      '"api_kye" is not a field of Shop. Did you mean "api_key"?',
    ],
    [{ api_key: 'k', 'a/b': 'x' }, '/values/a~1b', '"a/b" is not a field of Shop.'],
    [{ api_key: 'k\r\nX: y' }, '/values/api_key', 'API key must not contain line breaks.'],
    [
      { api_key: 'k', base_url: 'file:///etc/passwd' },
      '/values/base_url',
      'Address is not a full http:// or https:// address.',
    ],
    [{ api_key: 'k', region: 'mars' }, '/values/region', 'Region is none of eu, us.'],
  ])('%j are refused at %s: %s', (values, path, message) => {
    expect(faultsFor(values as Record<string, string>)).toEqual([{ path, message }]);
  });

  it('never appear in what is said about them', () => {
    expect(JSON.stringify(faultsFor({ api_key: 'hunter2\n', region: 'hunter2' }))).not.toContain(
      'hunter2',
    );
  });
});

describe('a value that names where calls go', () => {
  const kind = {
    ...{ id: 'hook', label: 'Hook', kind: 'keys' as const, testable: false },
    fields: [
      {
        key: 'hook',
        label: 'Hook',
        type: 'secret' as const,
        hosts: ['hooks.chat.test', '*.eu.test'],
      },
      { key: 'shop', label: 'Shop', type: 'string' as const, pattern: '^[a-z0-9-]+$' },
    ],
  };
  const check = (values: Record<string, string>) =>
    checkValues({ ...MANIFEST, connection: [] }, kind, values);

  it.each([
    { hook: 'https://hooks.chat.test/x' },
    { hook: 'https://a.eu.test/x' },
    { shop: 'my-shop-1' },
  ])('is taken when it fits: %o', (values) => {
    expect(check(values)).toEqual(values);
  });

  it.each([
    [{ hook: 'https://evil.test/hooks.chat.test' }, /address on hooks\.chat\.test or/],
    [{ hook: 'https://hooks.chat.test@evil.test/' }, /address on/],
    [{ hook: 'https://eu.test/' }, /address on/],
    [{ shop: 'my.shop/../' }, /does not have the form/],
    [{ hook: 'https://hooks.chat.test/\nx' }, /line breaks/],
  ])('is refused when it does not: %o', (values, message) => {
    expect(() => check(values)).toThrow(message);
  });
});
