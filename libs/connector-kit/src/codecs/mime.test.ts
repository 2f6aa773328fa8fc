import fc from 'fast-check';
import PostalMime, { type Email } from 'postal-mime';
import { describe, expect, it } from 'vitest';
import type { Encodable } from './codec-value.ts';
import { encode } from './encode.ts';

const parsed = (value: Encodable): Promise<Email> =>
  PostalMime.parse(encode('mime', value) as string);

const PDF = { name: 'Rechnung März "1".pdf', type: 'application/pdf', bytes: Buffer.alloc(300, 7) };

describe('a mail message', () => {
  it('is read as it was meant by an independent parser', async () => {
    const mail = await parsed({
      from: 'Ada Lövelace <ada@example.org>',
      to: [
        'b@example.org, "Smith, John" <john@example.org>',
        { address: 'c@bücher.example', name: 'C.' },
      ],
      cc: [],
      bcc: 'd@example.org',
      subject:
        'Grüße an alle, die dies lesen – und zwar in einer Zeile, die viel zu lang ist für eine 📨',
      text: 'Hallo\nWelt €',
      html: '<p>Hallo</p>',
      headers: { 'In-Reply-To': '<1@example.org>', 'X-None': null },
      attachments: [PDF],
    });
    expect(mail.from).toMatchObject({ name: 'Ada Lövelace', address: 'ada@example.org' });
    expect(mail.to).toMatchObject([
      { name: '', address: 'b@example.org' },
      { name: 'Smith, John', address: 'john@example.org' },
      { name: 'C.', address: 'c@xn--bcher-kva.example' },
    ]);
    expect(mail.cc).toBeUndefined();
    expect(mail.bcc).toMatchObject([{ address: 'd@example.org' }]);
    expect(mail.subject).toBe(
      'Grüße an alle, die dies lesen – und zwar in einer Zeile, die viel zu lang ist für eine 📨',
    );
    expect(mail.text?.trim()).toBe('Hallo\r\nWelt €');
    expect(mail.html?.trim()).toBe('<p>Hallo</p>');
    expect(mail.inReplyTo).toBe('<1@example.org>');
    expect(mail.attachments).toMatchObject([{ filename: PDF.name, mimeType: PDF.type }]);
    expect(Buffer.from(mail.attachments[0]?.content as ArrayBuffer)).toEqual(PDF.bytes);
  });

  it('is plain text in lines of ASCII that mail servers take', () => {
    const text = encode('mime', {
      to: Array.from({ length: 30 }, (_, at) => `Person ${at} <p${at}@example.org>`).join(', '),
      subject: 'ä'.repeat(500),
      text: 'x'.repeat(5_000),
      attachments: [PDF],
    }) as string;
    expect(text).toMatch(/^[\t\r\n\x20-\x7e]*$/);
    expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
    expect(text.split('\r\n').filter((line) => line.length > 78)).toEqual([]);
  });

  it('is the same for the same value, in base64 for Gmail too', () => {
    const value = { to: 'a@b.org', text: 'x', attachments: [PDF] };
    expect(encode('mime', value, 'base64url')).toBe(encode('mime', value, 'base64url'));
    expect(encode('mime', value, 'base64url')).toMatch(/^[\w-]+$/);
    expect(encode('mime', { to: 'a@b.org', text: 'x' })).toBe(
      'To: a@b.org\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n' +
        'Content-Transfer-Encoding: 7bit\r\n\r\nx',
    );
  });

  it.each<[string, Encodable]>([
    ['a line break in the subject', { subject: 'a\r\nBcc: evil@example.org' }],
    ['a line break in a name', { to: { name: 'a\nBcc: x', address: 'a@b.org' } }],
    ['a line break in an address', { to: 'a@b.org\r\nBcc: x@y.org' }],
    ['a second address in an object', { to: { address: 'a@b.org, c@d.org' } }],
    ['what is no address', { to: 'somebody' }],
    ['an address without its end', { to: 'Ada <a@b.org' }],
    ['a line break in a header', { headers: { 'X-A': 'a\r\nX-B: b' } }],
    ['a line break in the name of a header', { headers: { 'X-A: 1\r\nX-B': 'b' } }],
    ['a header that has its own place', { headers: { 'content-type': 'text/html' } }],
    ['an unknown member', { body: 'x' }],
    ['an attachment that is no file', { attachments: ['x'] }],
    ['text', 'x'],
  ])('refuses %s', (_, value) => {
    expect(() => encode('mime', value)).toThrow(
      expect.objectContaining({ code: 'VALUE_UNWRITABLE' }),
    );
  });

  it('names files safely, and sends messages as mere bytes', async () => {
    const mail = await parsed({
      attachments: [
        { name: 'a"\r\nX: b/../\u{1f600}.eml', type: 'message/rfc822', bytes: Buffer.from('x') },
      ],
    });
    expect(mail.attachments).toMatchObject([
      { filename: 'a"__X: b/../\u{1f600}.eml', mimeType: 'application/octet-stream' },
    ]);
    expect(mail.headers.map(({ key }) => key)).toEqual(['mime-version', 'content-type']);
  });

  it('carries any subject, name and text', async () => {
    const line = fc
      .string({ unit: 'grapheme', maxLength: 120 })
      .filter((one) => !/\p{Cc}/u.test(one));
    const lines = (text: string) => text.replace(/\r\n|\r/g, '\n').trimEnd();
    const clean = (text: string) => text.replace(/\s+/g, ' ').trim();
    await fc.assert(
      fc.asyncProperty(line, fc.string({ unit: 'grapheme' }), async (text, body) => {
        const mail = await parsed({
          subject: text,
          text: body,
          to: { name: clean(text), address: 'a@b.org' },
        });
        expect(clean(mail.subject ?? '')).toBe(clean(text));
        expect(clean(mail.to?.[0]?.name ?? '')).toBe(clean(text));
        expect(lines(mail.text ?? '')).toBe(lines(body));
      }),
      { numRuns: 300 },
    );
  });
});
