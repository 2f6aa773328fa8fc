import { describe, expect, it } from 'vitest';
import { redactHeaders, redactJson, redactor, redactRead } from './redact.ts';

const SECRETS = ['s3cr3t+/=key', 'pa"ss\\wörd\n&line', 'xoxb-1234567890-abcdef'];

/** Every way in which applications were seen to give back what they got. */
const FORMS: Readonly<Record<string, (secret: string) => string>> = {
  plain: (secret) => secret,
  'in a sentence': (secret) => `The key "${secret}" is unknown.`,
  base64: (secret) => Buffer.from(secret).toString('base64'),
  base64url: (secret) => Buffer.from(secret).toString('base64url'),
  'Basic with a user in front': (secret) =>
    `Basic ${Buffer.from(`ada:${secret}`).toString('base64')}`,
  'Basic as the user': (secret) => `Basic ${Buffer.from(`${secret}:x`).toString('base64')}`,
  hex: (secret) => Buffer.from(secret).toString('hex'),
  'HEX in capitals': (secret) => Buffer.from(secret).toString('hex').toUpperCase(),
  'URL-encoded': encodeURIComponent,
  'URL-encoded in small letters': (secret) =>
    encodeURIComponent(secret).replaceAll(/%../g, (code) => code.toLowerCase()),
  'form-encoded': (secret) => new URLSearchParams({ key: secret }).toString(),
  'JSON-escaped': (secret) => JSON.stringify({ key: secret }),
  'JSON in JSON': (secret) => JSON.stringify({ body: JSON.stringify({ key: secret }) }),
  'JSON with escaped slashes': (secret) => JSON.stringify(secret).replaceAll('/', '\\/'),
  'JSON in ASCII': (secret) =>
    JSON.stringify(secret).replaceAll(
      /[^\x20-\x7e]/g,
      (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
    ),
  'HTML-escaped': (secret) =>
    secret.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('=', '&#x3D;'),
};

describe('a secret', () => {
  const hide = redactor(SECRETS);

  it.each(Object.keys(FORMS).flatMap((form) => SECRETS.map((secret) => [form, secret] as const)))(
    'is hidden %s: %j',
    (form, secret) => {
      const text = FORMS[form]?.(secret) ?? '';
      const hidden = hide(`before ${text} after`);
      expect(hidden).toContain('[hidden]');
      expect(hidden).toMatch(/^before .* after$/s);
      // Not even the middle of it is left.
      const middle = text.slice(Math.floor(text.length / 2) - 3, Math.floor(text.length / 2) + 3);
      if (form !== 'in a sentence' && !form.startsWith('JSON in JSON')) {
        expect(hidden).not.toContain(middle);
      }
    },
  );

  it('is hidden in keys, lists and objects', () => {
    const [secret = ''] = SECRETS;
    const hidden = redactJson({ [secret]: [{ a: `Bearer ${secret}` }], n: 1 }, hide);
    expect(hidden).toEqual({ '[hidden]': [{ a: 'Bearer [hidden]' }], n: 1 });
  });

  it('leaves what is no secret as it is', () => {
    const value = { a: 'nothing here', b: [1, null, true], c: '=key' };
    expect(redactJson(value, hide)).toEqual(value);
  });

  it.each([6, 7, 12, 20])('is hidden where a text was cut %i characters into it', (length) => {
    const cut = `… of ${'xoxb-1234567890-abcdef'.slice(0, length)}…, and more`;
    expect(hide(cut)).toBe('… of [hidden]…, and more');
  });

  it('that is an address is hidden by its path and the long parts of it, too', () => {
    const address =
      'https://hooks.example.com/services/T0001/AbCdEfGhIjKlMnOpQr?sig=zyxwvutsrqponmlk';
    const hideAddress = redactor([address]);
    expect(hideAddress(`GET ${address}`)).toBe('GET [hidden]');
    expect(hideAddress('no /services/T0001/AbCdEfGhIjKlMnOpQr?sig=zyxwvutsrqponmlk here')).toBe(
      'no [hidden] here',
    );
    expect(hideAddress('AbCdEfGhIjKlMnOpQr')).toBe('[hidden]');
    expect(hideAddress('sig=zyxwvutsrqponmlk')).toBe('sig=[hidden]');
    expect(hideAddress('services')).toBe('services');
  });
});

describe('what a text was read as', () => {
  const hide = redactor(SECRETS);

  it('is the same value when there is no secret in the text', () => {
    const value = { a: ['b'] };
    expect(redactRead(value, JSON.stringify(value), hide)).toBe(value);
  });

  it.each([
    ['as it is', '{"a":"xoxb-1234567890-abcdef"}'],
    ['escaped letter by letter', '{"a":"\\u0078oxb-1234567890-abcde\\u0066"}'],
    ['with some slashes escaped', '{"a":"s3cr3t+\\/=key"}'],
  ])('is walked when one stands there %s', (_how, text) => {
    const value = JSON.parse(text) as { a: string };
    expect(redactRead(value, text, hide)).toEqual({ a: '[hidden]' });
  });

  it('is walked when its text is not known', () => {
    expect(redactRead(['xoxb-1234567890-abcdef'], undefined, hide)).toEqual(['[hidden]']);
  });

  it('has headers without secrets', () => {
    const headers = { location: '/a', 'x-echo': 'key xoxb-1234567890-abcdef' };
    expect(redactHeaders(headers, hide)).toEqual({ location: '/a', 'x-echo': 'key [hidden]' });
    const plain = { location: '/a' };
    expect(redactHeaders(plain, hide)).toBe(plain);
  });
});
