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
      maxBody: 25 * 1024 * 1024,
      retentionDays: 30,
      egressAllow: [],
      owner: undefined,
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

  it.each([
    [{ MILLRACE_PORT: '70000' }, /MILLRACE_PORT is not right: "70000" is not a port number/],
    [{ MILLRACE_MAX_BODY: 'big' }, /MILLRACE_MAX_BODY is not right/],
    [{ MILLRACE_ROLES: 'api,cook' }, /"cook" is none of api, intake, worker/],
    [{ MILLRACE_ENCRYPTION_KEY: 'short' }, /encryption key is not usable: it has \d+ bytes/],
    [{ MILLRACE_DATABASE_URL: 'mysql://x' }, /does not start with postgres/],
    [{ MILLRACE_PUBLIC_URL: 'flows' }, /not an http/],
    [{ MILLRACE_LOG_LEVEL: 'loud' }, /"loud" is none of/],
    [{ MILLRACE_API_KEY: 'k'.repeat(40) }, /MILLRACE_OWNER_EMAIL is not right: it is missing/],
    [{ MILLRACE_DATABSE_URL: 'x' }, /MILLRACE_DATABSE_URL is not a setting/],
  ])('refuses %o and names the setting', (env, message) => {
    expect(codeOf(env)).toMatch(message);
  });
});
