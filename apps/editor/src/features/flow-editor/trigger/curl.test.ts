import { execFileSync } from 'node:child_process';
import { curlInput } from '@millrace/model';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { curlCommand } from './curl.ts';

/** What a real shell would hand to curl. */
function words(command: string): string[] {
  const script = `curl() { for word in "$@"; do printf '%s\\0' "$word"; done; }\n${command}`;
  return execFileSync('/bin/sh', ['-c', script], { encoding: 'utf8' }).split('\0').slice(0, -1);
}

describe('the curl command of a trigger', () => {
  it('posts the sample as JSON to the trigger URL', () => {
    const command = curlCommand({ url: 'http://a.test/hooks/t', headers: {}, body: { a: 1 } });
    expect(words(command)).toEqual([
      'http://a.test/hooks/t',
      '-H',
      'content-type: application/json',
      '--data',
      '{\n  "a": 1\n}',
    ]);
  });

  it('survives quotes, dollars, backticks and newlines in the sample', () => {
    const body = { note: `it's "$HOME" \`id\` \\ \n $(id)` };
    const last = words(curlCommand({ url: 'http://a.test/', headers: {}, body })).at(-1) ?? '';
    expect(JSON.parse(last)).toEqual(body);
  });

  it('keeps the headers of the sample, without those curl sets itself', () => {
    const headers = { 'X-WC-Webhook-Topic': 'order.created', Host: 'shop', 'Content-Length': '3' };
    const sent = words(curlCommand({ url: 'http://a.test/', headers, body: 1 }));
    expect(sent).toContain('X-WC-Webhook-Topic: order.created');
    expect(sent.join(' ')).not.toContain('Host');
    expect(sent.join(' ')).not.toContain('Content-Length');
  });
});

describe('the command and its reader', () => {
  it('understand each other', () => {
    const name = fc.stringMatching(/^X-[A-Z][a-z]{1,8}$/);
    const value = fc.stringMatching(/^[!-~]([ -~]{0,20}[!-~])?$/);
    fc.assert(
      fc.property(fc.dictionary(name, value), fc.object(), (headers, body) => {
        const url = 'https://flows.example.com/hooks/abc';
        const { input, left } = curlInput(curlCommand({ url, headers, body }));
        const sent = Object.entries(headers);
        expect(left).toEqual([]);
        expect(input).toEqual({
          ...{ method: 'POST', url, body: JSON.parse(JSON.stringify(body)) as unknown },
          ...(sent.length === 0 ? {} : { headers }),
        });
      }),
    );
  });
});
