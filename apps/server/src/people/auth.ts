import { hkdfSync } from 'node:crypto';
import { MIN_PASSWORD } from '@millrace/model';
import { betterAuth } from 'better-auth';
import { organization } from 'better-auth/plugins/organization';
import type { Pool } from 'pg';
import { uuid7 } from '../database/uuid7.ts';

/** Injection token of {@link Auth}. */
export const AUTH = Symbol('auth');

export interface AuthSettings {
  publicUrl: string;
  encryptionKey: Buffer;
}

/** What better-auth has to say; it never holds secrets. */
export type AuthLog = (level: string, message: string) => void;

/**
 * better-auth on our pool and in our tables. Only its functions are called; its own HTTP handler is
 * not mounted, so what the server answers is exactly what our controllers say.
 */
export function createAuth(settings: AuthSettings, pool: Pool, log: AuthLog) {
  return betterAuth({
    appName: 'Millrace',
    baseURL: settings.publicUrl,
    secret: secretOf(settings.encryptionKey),
    database: pool,
    telemetry: { enabled: false },
    logger: { log: (level, message) => log(level, message) },
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: MIN_PASSWORD,
      maxPasswordLength: 128,
    },
    advanced: {
      cookiePrefix: 'millrace',
      useSecureCookies: settings.publicUrl.startsWith('https:'),
      database: { generateId: () => uuid7() },
      // The address in a header is whatever the caller writes there.
      ipAddress: { disableIpTracking: true },
    },
    ...TABLES,
    plugins: [organization({ schema: WORKSPACE_TABLES, allowUserToCreateOrganization: false })],
  });
}

export type Auth = ReturnType<typeof createAuth>;

/** Signs the cookies. Derived, so that one key in the environment is enough. */
function secretOf(encryptionKey: Buffer): string {
  const secret = hkdfSync('sha256', encryptionKey, '', 'millrace session cookies', 32);
  return Buffer.from(secret).toString('base64url');
}

const STAMPS = { createdAt: 'created_at', updatedAt: 'updated_at' };

const TABLES = {
  user: { modelName: 'users', fields: { emailVerified: 'email_verified', ...STAMPS } },
  session: {
    modelName: 'sessions',
    fields: {
      userId: 'user_id',
      expiresAt: 'expires_at',
      ipAddress: 'ip_address',
      userAgent: 'user_agent',
      ...STAMPS,
    },
  },
  account: {
    modelName: 'accounts',
    fields: {
      userId: 'user_id',
      accountId: 'account_id',
      providerId: 'provider_id',
      accessToken: 'access_token',
      refreshToken: 'refresh_token',
      idToken: 'id_token',
      accessTokenExpiresAt: 'access_token_expires_at',
      refreshTokenExpiresAt: 'refresh_token_expires_at',
      ...STAMPS,
    },
  },
  verification: { modelName: 'verifications', fields: { expiresAt: 'expires_at', ...STAMPS } },
};

const WORKSPACE_TABLES = {
  session: { fields: { activeOrganizationId: 'workspace_id' } },
  organization: { modelName: 'workspaces', fields: { createdAt: 'created_at' } },
  member: {
    modelName: 'members',
    fields: { organizationId: 'workspace_id', userId: 'user_id', createdAt: 'created_at' },
  },
  invitation: {
    modelName: 'invitations',
    fields: {
      organizationId: 'workspace_id',
      inviterId: 'inviter_id',
      expiresAt: 'expires_at',
      createdAt: 'created_at',
    },
  },
};
