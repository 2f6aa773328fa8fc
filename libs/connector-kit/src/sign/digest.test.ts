import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { digestAnswer } from './digest.ts';

/** The example of RFC 7616 §3.9.1. */
const CALL = {
  user: 'Mufasa',
  password: 'Circle of Life',
  method: 'GET',
  uri: '/dir/index.html',
  cnonce: 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ',
  count: 1,
};
const challenge = (more: string) =>
  'Digest realm="http-auth@example.org", qop="auth, auth-int", ' +
  `nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"${more}`;
const MD5 = '8ca523f5e9506fed4657c9700eebdbec';
const SHA256 = '753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1';

describe('the answer to HTTP Digest', () => {
  it('is that of the RFC, of two challenges to the better one', () => {
    const [md5, sha256] = [challenge(', algorithm=MD5'), challenge(', algorithm=SHA-256')];
    expect(digestAnswer(md5, CALL)).toContain(`response="${MD5}"`);
    expect(digestAnswer(sha256, CALL)).toContain(`response="${SHA256}"`);
    for (const both of [`${md5}, ${sha256}`, `Basic realm="x", ${sha256}, ${md5}`]) {
      expect(digestAnswer(both, CALL)).toContain(`response="${SHA256}"`);
    }
    expect(digestAnswer(challenge(''), CALL)).toBe(
      'Digest username="Mufasa", realm="http-auth@example.org", ' +
        'nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", uri="/dir/index.html", ' +
        `response="${MD5}", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS", qop=auth, ` +
        'nc=00000001, cnonce="f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ"',
    );
  });

  it('counts, and works without qop and with a session', () => {
    const md5 = (text: string) => createHash('md5').update(text).digest('hex');
    const secret = md5('u:r:p');
    const call = { ...CALL, user: 'u', password: 'p', uri: '/', cnonce: 'c', count: 17 };
    expect(digestAnswer('Digest realm="r",nonce=n', call)).toBe(
      `Digest username="u", realm="r", nonce="n", uri="/", response="${md5(`${secret}:n:${md5('GET:/')}`)}"`,
    );
    const session = md5(`${secret}:n:c`);
    const response = md5(`${session}:n:00000011:c:auth:${md5('GET:/')}`);
    expect(
      digestAnswer('digest realm="r", nonce="n", algorithm=MD5-sess, qop=auth', call),
    ).toContain(`response="${response}", algorithm=MD5-sess, qop=auth, nc=00000011, cnonce="c"`);
  });

  it('hides or encodes the name of the user where it has to', () => {
    const hidden = digestAnswer(challenge(', algorithm=SHA-256, userhash=true'), CALL);
    const hash = createHash('sha256').update('Mufasa:http-auth@example.org').digest('hex');
    expect(hidden).toContain(`username="${hash}", userhash=true`);
    expect(digestAnswer(challenge(''), { ...CALL, user: 'Jäsøn Doe' })).toContain(
      "username*=UTF-8''J%C3%A4s%C3%B8n%20Doe",
    );
    expect(digestAnswer(challenge(''), { ...CALL, user: 'a"b' })).toContain('username="a\\"b"');
  });

  it.each([
    '',
    'Basic realm="x"',
    'Digest',
    'Digest realm="r"',
    'Digest realm="r", nonce="n", qop="auth-int"',
    'Digest realm="r", nonce="n", algorithm=SHA-512-256',
    `Digest ${'a="'.repeat(5_000)}`,
  ])('is none for %j', (header) => {
    expect(digestAnswer(header, CALL)).toBeUndefined();
  });
});
