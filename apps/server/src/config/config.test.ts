import { describe, expect, it } from 'vitest';
import { loadConfig } from './config.ts';

const codeOf = (env: Record<string, string>): string => {
  try {
    loadConfig(env);
    return 'none';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
};

describe('the configuration', () => {
  it('has a default for everything', () => {
    const config = loadConfig({});
    expect(config).toMatchObject({
      port: 4400,
      host: '127.0.0.1',
      publicUrl: 'http://127.0.0.1:4400',
      databaseUrl: undefined,
      proxy: undefined,
      maxBody: 25 * 1024 * 1024,
      retentionDays: 30,
      egressAllow: [],
      owner: undefined,
      hooksUrl: 'http://127.0.0.1:4400',
      trustedProxies: { has: expect.any(Function) as unknown },
      unsafeDurability: false,
    });
    expect([...config.roles]).toEqual(['api', 'intake', 'worker']);
  });

  it('reads sizes, lists, roles and addresses', () => {
    const config = loadConfig({
      MILLRACE_MAX_BODY: '512kb',
      MILLRACE_EGRESS_ALLOW: '10.0.0.0/8, crm.internal',
      MILLRACE_ROLES: 'worker',
      MILLRACE_PUBLIC_URL: 'https://flows.example.com/',
      MILLRACE_ENCRYPTION_KEY: 'ab'.repeat(32),
    });
    expect(config).toMatchObject({
      maxBody: 524_288,
      egressAllow: ['10.0.0.0/8', 'crm.internal'],
      publicUrl: 'https://flows.example.com',
    });
    expect([...config.roles]).toEqual(['worker']);
    expect(config.encryptionKey).toHaveLength(32);
  });

  it('takes a host of their own for trigger URLs, proxies to believe, and a yes in one form', () => {
    const config = loadConfig({
      MILLRACE_PUBLIC_URL: 'https://flows.example.com',
      MILLRACE_HOOKS_URL: 'https://hooks.example.com/',
      MILLRACE_TRUSTED_PROXIES: '10.0.0.0/8, 192.168.1.7,fd00::/8 ,::1',
      MILLRACE_UNSAFE_DURABILITY: '1',
      MILLRACE_RETENTION_SIZE: '2tb',
    });
    expect(config).toMatchObject({
      publicUrl: 'https://flows.example.com',
      hooksUrl: 'https://hooks.example.com',
      unsafeDurability: true,
      retentionSize: 2 * 1024 ** 4,
    });
    const asked = ['10.9.8.7', '192.168.1.7', '192.168.1.8', 'fd12::1', '::1', '::2'];
    expect(asked.map((address) => config.trustedProxies.has(address))).toEqual([
      ...[true, true, false, true, true, false],
    ]);
    expect(loadConfig({ MILLRACE_UNSAFE_DURABILITY: '0' }).unsafeDurability).toBe(false);
    expect(loadConfig({ MILLRACE_PUBLIC_URL: 'https://a.example' }).hooksUrl).toBe(
      'https://a.example',
    );
  });

  it.each([
    [{ MILLRACE_UNSAFE_DURABILITY: 'yes' }, /DURABILITY is not right: "yes" is none of 0, 1/],
    [{ MILLRACE_RETENTION_DAYS: '0' }, /"0" is not a whole number from 1 to 10000/],
    [{ MILLRACE_RETENTION_DAYS: '99999' }, /from 1 to 10000/],
    [{ MILLRACE_RETENTION_DAYS: '1.5' }, /from 1 to 10000/],
    [{ MILLRACE_RETENTION_SIZE: '0' }, /"0" is not a size from 100mb to 1000tb/],
    [{ MILLRACE_MAX_BODY: '0' }, /"0" is not a size from 1kb to 256mb/],
    [{ MILLRACE_MAX_BODY: '99gb' }, /from 1kb to 256mb/],
    [{ MILLRACE_HOST: 'http://0.0.0.0' }, /MILLRACE_HOST .* not an IP address or a host name/],
    [
      { MILLRACE_PUBLIC_URL: 'https://me:pw@a.example' },
      /PUBLIC_URL is not right: it is not an http/,
    ],
    [{ MILLRACE_PUBLIC_URL: 'https://a.example/?x=1' }, /without sign-in, query and fragment/],
    [{ MILLRACE_HOOKS_URL: 'hooks.example.com' }, /MILLRACE_HOOKS_URL is not right/],
    [{ MILLRACE_TRUSTED_PROXIES: '10.0.0.0/33' }, /"10.0.0.0\/33" is not an address or a range/],
    [{ MILLRACE_TRUSTED_PROXIES: '::1/129' }, /MILLRACE_TRUSTED_PROXIES is not right/],
    [{ MILLRACE_TRUSTED_PROXIES: 'proxy.internal' }, /is not an address or a range/],
    [{ MILLRACE_EGRESS_ALLOW: '10.0.0.0/99' }, /MILLRACE_EGRESS_ALLOW is not right/],
    [{ MILLRACE_ROLES: ',' }, /name at least one of api, intake, worker/],
    [{ MILLRACE_ENCRYPTION_KEY: `${'é'.repeat(42)}=` }, /neither hex nor base64/],
    [{ MILLRACE_API_KEY: 'short' }, /MILLRACE_API_KEY is not right: it is shorter than 32/],
    [{ millrace_port: '4400' }, /millrace_port is not a setting of Millrace/],
    [
      { MILLRACE_PORT: '70000' },
      /MILLRACE_PORT is not right: "70000" is not a whole number from 0 to 65535/,
    ],
    [{ MILLRACE_MAX_BODY: 'big' }, /MILLRACE_MAX_BODY is not right/],
    [{ MILLRACE_ROLES: 'api,cook' }, /"cook" is none of api, intake, worker/],
    [{ MILLRACE_ENCRYPTION_KEY: 'short' }, /encryption key is not usable: it has \d+ bytes/],
    [{ MILLRACE_DATABASE_URL: 'mysql://x' }, /does not start with postgres/],
    [{ MILLRACE_PUBLIC_URL: 'flows' }, /not an http/],
    [{ MILLRACE_LOG_LEVEL: 'loud' }, /"loud" is none of/],
    [{ MILLRACE_API_KEY: 'k'.repeat(40) }, /MILLRACE_OWNER_EMAIL is not right: it is missing/],
    [{ MILLRACE_DATABSE_URL: 'x' }, /MILLRACE_DATABSE_URL is not a setting/],
    [{ MILLRACE_XQZWVKJHGFDSAPOIUYTREW: 'x' }, /is not a setting/],
  ])('refuses %o and names the setting', (env, message) => {
    expect(codeOf(env)).toMatch(message);
  });
});
