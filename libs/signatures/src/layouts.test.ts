import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { preset } from './presets.ts';
import type { SignedRequest } from './request.ts';
import type { Scheme } from './scheme.ts';
import { verifyRequest } from './verify.ts';

const at = (seconds: number) => new Date(seconds * 1000);

function judge(scheme: Scheme, secret: string, request: Partial<SignedRequest>, now: Date): string {
  const whole = { method: 'POST', headers: [], body: Buffer.of(), ...request };
  const result = verifyRequest(scheme, secret, whole, now);
  return result.verdict === 'refused' ? result.reason : result.verdict;
}

describe('examples that providers publish', () => {
  it('GitHub: "Hello, World!" of "Validating webhook deliveries"', () => {
    const signature = 'sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17';
    const body = Buffer.from('Hello, World!');
    const given = (value: string) => ({ headers: [['X-Hub-Signature-256', value]] as const, body });
    const scheme = preset('github')!;
    const secret = "It's a Secret to Everybody";
    expect(judge(scheme, secret, given(signature), at(0))).toBe('verified');
    const bare = 'the header X-Hub-Signature-256 has nothing that begins with sha256=';
    expect(judge(scheme, secret, given(signature.replace('sha256', 'sha1')), at(0))).toBe(bare);
    const upper = `sha256=${signature.slice(7).toUpperCase()}`;
    expect(judge(scheme, secret, given(upper), at(0))).toContain(
      'is not a sha256 signature in hex',
    );
  });

  it('Slack: the slash command of "Verifying requests from Slack"', () => {
    const slack: Scheme = {
      id: 'slack',
      name: 'Slack',
      algorithm: 'sha256',
      key: 'utf8',
      signed: [{ text: 'v0:' }, 'timestamp', { text: ':' }, 'body'],
      signature: { header: 'X-Slack-Signature', prefix: 'v0=', encoding: 'hex' },
      timestamp: { header: 'X-Slack-Request-Timestamp', unit: 's', toleranceS: 300 },
      dedupe: ['body'],
      handshakes: [],
    };
    const body = Buffer.from(
      'token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow' +
        '&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner' +
        '&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands' +
        '%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN' +
        '&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c',
    );
    const headers = [
      ['X-Slack-Request-Timestamp', '1531420618'],
      ['X-Slack-Signature', 'v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503'],
    ] as const;
    const secret = '8f742231b10e8888abcd99yyyzzz85a5';
    expect(judge(slack, secret, { headers, body }, at(1531420618))).toBe('verified');
  });

  describe('Standard Webhooks: the message of its specification', () => {
    const scheme = preset('standard-webhooks')!;
    const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
    const sent = 1614265330;
    const good = 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=';
    const other = `v1,${Buffer.alloc(32).toString('base64')}`;
    const body = Buffer.from('{"test": 2432232314}');
    const message = (changed: Record<string, string | undefined> = {}) => {
      const headers: Record<string, string | undefined> = {
        'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
        'webhook-timestamp': String(sent),
        'webhook-signature': good,
        ...changed,
      };
      const pairs = Object.entries(headers).flatMap(([name, value]): [string, string][] =>
        value === undefined ? [] : [[name, value]],
      );
      return { headers: pairs, body };
    };

    it('is verified, with the secret with or without whsec_', () => {
      expect(judge(scheme, secret, message(), at(sent))).toBe('verified');
      expect(judge(scheme, secret.slice(6), message(), at(sent))).toBe('verified');
    });

    it.each([
      ['behind another signature', `${other} ${good}`],
      ['before another signature', `${good} ${other}`],
      ['beside a signature of another version', `v1a,AAAA ${good} v2,BBBB`],
      ['beside one that is cut short', `v1,AAAA ${good}`],
    ])('is verified when the signature stands %s', (_, value) => {
      expect(judge(scheme, secret, message({ 'webhook-signature': value }), at(sent))).toBe(
        'verified',
      );
    });

    it.each([
      [other, 'it does not match the body and the secret'],
      ['v1a,AAAA', 'the header webhook-signature has nothing that begins with v1,'],
      ['v1,AAAA', 'the header webhook-signature is not a sha256 signature in base64'],
      [good.replace(',', ''), 'the header webhook-signature has nothing that begins with v1,'],
    ])('is refused when the signature is %s', (value, reason) => {
      expect(judge(scheme, secret, message({ 'webhook-signature': value }), at(sent))).toBe(reason);
    });

    it('is refused without its id, which is signed', () => {
      expect(judge(scheme, secret, message({ 'webhook-id': undefined }), at(sent))).toBe(
        'the header webhook-id is missing',
      );
      expect(judge(scheme, secret, message({ 'webhook-id': 'msg_other' }), at(sent))).toBe(
        'it does not match the body and the secret',
      );
    });

    it.each([
      [300, 'verified'],
      [-300, 'verified'],
      [301, 'its time is 301 s old, and 300 s are allowed'],
      [-301, 'its time is 301 s ahead, and 300 s are allowed'],
    ])('that arrives %d s after its time: %s', (late, outcome) => {
      expect(judge(scheme, secret, message(), at(sent + late))).toBe(outcome);
    });

    it.each([
      '',
      'abc',
      '1614265330abc',
      '16e8',
      '-1614265330',
      '1614265330.0',
      ' 1614265330',
      '1'.repeat(16),
    ])('is refused with the time "%s"', (value) => {
      const reason = judge(scheme, secret, message({ 'webhook-timestamp': value }), at(sent));
      expect(reason).toMatch(/^the header webhook-timestamp (?:has no time as|is empty)/);
    });

    it('is refused with a time in milliseconds', () => {
      const key = Buffer.from(secret.slice(6), 'base64');
      const time = String(sent * 1000);
      const text = `msg_p5jXN8AQM9LWM0D4loKWxJek.${time}.${body.toString()}`;
      const signature = `v1,${createHmac('sha256', key).update(text).digest('base64')}`;
      const changed = { 'webhook-timestamp': time, 'webhook-signature': signature };
      expect(judge(scheme, secret, message(changed), at(sent))).toMatch(/^its time is \d+ s ahead/);
    });

    it('is refused when the clock of this server is unknown', () => {
      expect(judge(scheme, secret, message(), new Date(Number.NaN))).not.toBe('verified');
    });

    it.each(['whsec_', 'whsec_!', 'whsec_QR==', 'not base64 at all'])(
      'is refused when the secret is "%s"',
      (value) => {
        const reason = 'the secret set for it is not written as Standard Webhooks writes it';
        expect(judge(scheme, value, message(), at(sent))).toBe(reason);
      },
    );
  });
});

describe('layouts, each against a computation of its own', () => {
  const sent = 1_763_712_000;
  const body = Buffer.from('{"a":"ü"}');
  const base: Scheme = {
    id: 'own',
    name: 'Own',
    algorithm: 'sha256',
    key: 'utf8',
    signed: ['body'],
    signature: { header: 'X-Sign', encoding: 'hex' },
    dedupe: ['body'],
    handshakes: [],
  };

  it('time and signatures in one header, in the manner of Stripe', () => {
    const scheme: Scheme = {
      ...base,
      signed: ['timestamp', { text: '.' }, 'body'],
      signature: { header: 'X-Sign', prefix: 'v1=', separator: ',', encoding: 'hex' },
      timestamp: { header: 'X-Sign', prefix: 't=', separator: ',', unit: 's', toleranceS: 300 },
    };
    const good = createHmac('sha256', 'k').update(`${sent}.${body.toString()}`).digest('hex');
    const outcome = (value: string) =>
      judge(scheme, 'k', { headers: [['x-sign', value]], body }, at(sent));
    const bad = '0'.repeat(64);
    expect(outcome(`t=${sent},v1=${good}`)).toBe('verified');
    expect(outcome(`t=${sent},v1=${bad},v1=${good},v0=${bad}`)).toBe('verified');
    expect(outcome(`t=${sent},v0=${good}`)).toContain('has nothing that begins with v1=');
    expect(outcome(`t=${sent},t=${sent},v1=${good}`)).toContain('has no time');
    expect(outcome(`v1=${good}`)).toContain('has no time as a whole number of s');
    expect(outcome(`t=${sent + 1},v1=${good}`)).toBe('it does not match the body and the secret');
  });

  it('method, address and body, with a time in milliseconds', () => {
    const scheme: Scheme = {
      ...base,
      signed: ['method', 'url', 'body', 'timestamp'],
      signature: { header: 'X-Sign', encoding: 'base64url' },
      timestamp: { header: 'X-Time', unit: 'ms', toleranceS: 300 },
    };
    const url = 'https://m.example/hooks/t?x=1';
    const text = `POST${url}${body.toString()}${sent * 1000}`;
    const signature = createHmac('sha256', 'k').update(text).digest('base64url');
    const headers = [
      ['X-Time', String(sent * 1000)],
      ['X-Sign', signature],
    ] as const;
    const mismatch = 'it does not match the body and the secret';
    expect(judge(scheme, 'k', { headers, body, url }, at(sent + 300))).toBe('verified');
    expect(judge(scheme, 'k', { headers, body, url }, at(sent + 301))).toContain('301 s old');
    expect(judge(scheme, 'k', { headers, body, url: `${url}&y=2` }, at(sent))).toBe(mismatch);
    expect(judge(scheme, 'k', { headers, body }, at(sent))).toBe(mismatch);
    expect(judge(scheme, 'k', { headers, body, url, method: 'PUT' }, at(sent))).toBe(mismatch);
    const late = [['X-Sign', signature]] as const;
    expect(judge(scheme, 'k', { headers: late, body, url }, at(sent))).toBe(
      'the header X-Time is missing',
    );
  });

  it.each(['sha1', 'sha512'] as const)('%s with a key in hex', (algorithm) => {
    const scheme: Scheme = { ...base, algorithm, key: 'hex' };
    const signature = createHmac(algorithm, Buffer.from('00ffa0', 'hex'))
      .update(body)
      .digest('hex');
    const headers = [['X-Sign', signature]] as const;
    expect(judge(scheme, '00ffa0', { headers, body }, at(0))).toBe('verified');
    expect(judge(scheme, '00FFA0', { headers, body }, at(0))).toBe('verified');
    expect(judge(scheme, '00ffa', { headers, body }, at(0))).toContain('is not written as Own');
    const short = [['X-Sign', createHmac('sha256', 'k').update(body).digest('hex')]] as const;
    expect(judge(scheme, '00ffa0', { headers: short, body }, at(0))).toContain('is not a sha');
  });

  it('a signed header with letters beyond ASCII, as node:http reads it', () => {
    const scheme: Scheme = { ...base, signed: [{ header: 'X-Id' }, 'body'] };
    const bytes = Buffer.from('é☕');
    const signature = createHmac('sha256', 'k').update(bytes).update(body).digest('hex');
    const headers = [
      ['X-Id', bytes.toString('latin1')],
      ['X-Sign', signature],
    ] as const;
    expect(judge(scheme, 'k', { headers, body }, at(0))).toBe('verified');
  });
});
