import { describe, expect, it } from 'vitest';
import { redactJson, redactor } from './redact.ts';

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
});
