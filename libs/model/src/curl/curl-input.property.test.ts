import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { curlInput } from './curl-input.ts';

/** As browsers quote for a POSIX shell. */
function posix(text: string): string {
  if (!/[\p{Cc}!']/u.test(text)) return `'${text}'`;
  const inner = text.replace(/[\\']/g, '\\$&').replace(/[\p{Cc}!]/gu, (sign) => {
    return `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
  return `$'${inner}'`;
}

/** As Chrome quotes for cmd.exe. */
function cmd(text: string): string {
  const inner = text
    .replace(/[\\"]/g, '\\$&')
    .replace(/[^a-zA-Z0-9\s_\-:=+~'/.,?;()*`]/g, '^$&')
    .replace(/%(?=[a-zA-Z0-9_])/g, '%^')
    .replace(/\r?\n|\r/g, '^\n\n');
  return `^"${inner}^"`;
}

describe('what is quoted for a shell comes back', () => {
  it('from a POSIX shell', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const { input } = curlInput(
          `curl 'https://a.example/' --form-string ${posix(`s=${text}`)}`,
        );
        expect(input['body']).toEqual({ s: text.replaceAll('\r\n', '\n') });
      }),
    );
  });

  it('from cmd.exe', () => {
    const ascii = fc.string({ unit: fc.constantFrom(...' \n"\\^%&|<>!\'abc{}:1'.split('')) });
    fc.assert(
      fc.property(ascii, (text) => {
        const { input } = curlInput(
          `curl ^"https://a.example/^" --form-string ${cmd(`s=${text}`)}`,
        );
        expect(input['body']).toEqual({ s: text });
      }),
    );
  });

  it('and no text makes it fail but by name', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...'\'"$\\^ \n-Hdua@:=x`('.split('')) }),
        (text) => {
          try {
            curlInput(`curl https://a.example ${text}`);
          } catch (error) {
            expect(error).toMatchObject({ code: 'CURL_INVALID' });
          }
        },
      ),
    );
  });
});
