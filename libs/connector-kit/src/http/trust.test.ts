import { describe, expect, it } from 'vitest';
import { AUTHORITY, SELF_SIGNED, SIGNED } from './certificates.testing.ts';
import { TRUST_FIELDS, trustFaults } from './trust.ts';

const NOW = new Date('2027-01-01T00:00:00Z');
const reasons = (values: Record<string, string>, now = NOW): string[] =>
  trustFaults(TRUST_FIELDS, values, now).map(({ key, reason }) => `${key} ${reason}`);

const damaged = AUTHORITY.replace('MIIB', 'AAAA');
const print = 'AB:'.repeat(31) + 'CD';

describe('what a connection is to trust', () => {
  it.each([
    ['an authority', { ca: AUTHORITY }],
    ['an authority with words around it', { ca: `Our own CA\n${AUTHORITY}\n` }],
    ['a certificate that vouches for itself', { ca: SELF_SIGNED.cert }],
    ['a server beside its authority', { ca: `${SIGNED.cert}\n${AUTHORITY}` }],
    ['a fingerprint', { certificate_fingerprint: print }],
    ['a fingerprint without colons', { certificate_fingerprint: print.replaceAll(':', '') }],
    ['nothing', { ca: '', certificate_fingerprint: '' }],
  ])('may be %s', (_, values) => {
    expect(reasons(values)).toEqual([]);
  });

  it.each([
    [{ ca: 'our certificate' }, 'ca is not in PEM, from -----BEGIN CERTIFICATE----- on'],
    [{ ca: damaged }, 'ca is damaged: what stands in PEM is no certificate'],
    [{ ca: `${AUTHORITY}\n${damaged}` }, 'ca is damaged: what stands in PEM is no certificate'],
    [{ ca: `${AUTHORITY}\n${SELF_SIGNED.key}` }, 'ca holds a private key'],
    [{ ca: SIGNED.cert }, 'ca is that of a server and not of an authority'],
    [{ ca: 'x'.repeat(200_001) }, 'ca has more than 200000 characters'],
    [{ certificate_fingerprint: 'AB:CD' }, 'certificate_fingerprint is no SHA-256 fingerprint'],
  ])('is not %j', (values, reason) => {
    expect(reasons(values)).toEqual([expect.stringContaining(reason)]);
  });

  it('is no certificate before or after its time', () => {
    expect(reasons({ ca: AUTHORITY }, new Date('2200-01-01'))).toEqual([
      'ca expired on 2126-11-03',
    ]);
    expect(reasons({ ca: AUTHORITY }, new Date('2020-01-01'))).toEqual([
      'ca is valid only from 2026-11-27 on',
    ]);
    // A call says by itself what TLS makes of the time.
    expect(trustFaults(TRUST_FIELDS, { ca: AUTHORITY })).toEqual([]);
  });

  it('is looked at only where the connector has such fields', () => {
    const other = [{ key: 'ca', label: 'Company account', type: 'string' as const }];
    expect(trustFaults(other, { ca: '4711' }, NOW)).toEqual([]);
  });

  it('is never quoted in what is said of it', () => {
    const said = reasons({
      ca: `${AUTHORITY}\n${SELF_SIGNED.key}`,
      certificate_fingerprint: 'hunter2',
    });
    expect(said).toHaveLength(2);
    expect(said.join()).not.toMatch(/hunter2|MIG|BEGIN/);
  });
});
