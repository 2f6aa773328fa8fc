/** One environment variable: the table behind the parser, the check for typos and the docs page. */
export interface Setting {
  name: string;
  /** What applies when it is not set, in words or as the value. */
  default: string;
  description: string;
  example?: string;
}

export const SETTINGS = [
  {
    name: 'MILLRACE_PORT',
    default: '4400',
    description:
      'Port of the editor, the API and the trigger URLs, 0 to 65535; 0 takes any free one.',
  },
  {
    name: 'MILLRACE_HOST',
    default: '127.0.0.1',
    description: 'Address to listen on. 0.0.0.0 listens on all (the default in the image).',
  },
  {
    name: 'MILLRACE_PUBLIC_URL',
    default: 'http://<host>:<port>',
    description:
      'Address under which senders and browsers reach this server; trigger URLs start with it. Behind a reverse proxy set it to the public one.',
    example: 'https://flows.example.com',
  },
  {
    name: 'MILLRACE_HOOKS_URL',
    default: 'the public address',
    description:
      'Address that trigger URLs start with when they have a host of their own, so that what a flow answers there never shares an origin with the editor.',
    example: 'https://hooks.example.com',
  },
  {
    name: 'MILLRACE_TRUSTED_PROXIES',
    default: 'none',
    description:
      'Comma-separated addresses or CIDRs of reverse proxies. Only their X-Forwarded-For says who a request comes from.',
    example: '10.0.0.0/8,::1',
  },
  {
    name: 'MILLRACE_DATA_DIR',
    default: '.millrace',
    description: 'Directory of the embedded database, the encryption key and the lock file.',
  },
  {
    name: 'MILLRACE_DATABASE_URL',
    default: 'embedded PostgreSQL',
    description: 'PostgreSQL 14 or newer to use instead of the embedded one.',
    example: 'postgres://millrace:secret@db.example.com:5432/millrace',
  },
  {
    name: 'MILLRACE_ROLES',
    default: 'api,intake,worker',
    description: 'What this process does: one or more of api, intake and worker.',
    example: 'worker',
  },
  {
    name: 'MILLRACE_ENCRYPTION_KEY',
    default: 'made on first start, kept in the data directory with mode 0600',
    description: 'Key for stored credentials: 32 bytes as 64 hex digits or base64.',
  },
  {
    name: 'MILLRACE_ENCRYPTION_KEY_OLD',
    default: 'none',
    description:
      'The key before, while the key is changed: what is encrypted with it can still be read. See docs/keys.md.',
  },
  {
    name: 'MILLRACE_ACCEPT_NEW_KEY',
    default: '0',
    description:
      '1 starts with a key that cannot read the stored credentials, when the former one is lost. They have to be entered again.',
  },
  {
    name: 'MILLRACE_EGRESS_ALLOW',
    default: 'none',
    description:
      'Comma-separated CIDRs or host names that outgoing calls may reach although their addresses are private.',
    example: '10.0.0.0/8,crm.internal',
  },
  {
    name: 'MILLRACE_PROXY',
    default: 'none',
    description:
      'HTTP proxy that outgoing calls go through, with user:password@ where it asks for them; a connection of HTTP may name another. Its own address has to be in MILLRACE_EGRESS_ALLOW when it is private.',
    example: 'http://proxy.internal:3128',
  },
  {
    name: 'MILLRACE_TRUSTED_PROXIES',
    default: 'none',
    description:
      'Comma-separated addresses and CIDRs of reverse proxies in front of Millrace. X-Forwarded-For, -Proto and -Host count only from these.',
    example: '10.0.0.0/8,127.0.0.1',
  },
  {
    name: 'MILLRACE_RETENTION_DAYS',
    default: '30',
    description:
      'Days that events, runs and files of answers are kept, 1 to 10000. What a run that has not ended needs stays.',
  },
  {
    name: 'MILLRACE_RETENTION_SIZE',
    default: 'no limit',
    description:
      'Most space that events, runs and files of answers take, at least 100mb; past it the oldest days go first. Today is always kept.',
    example: '20gb',
  },
  {
    name: 'MILLRACE_MAX_BODY',
    default: '25mb',
    description:
      'Largest body a trigger URL accepts, 1kb to 256mb; a compressed one is read up to this size once it is unpacked, too.',
  },
  {
    name: 'MILLRACE_LOG_LEVEL',
    default: 'info',
    description: 'fatal, error, warn, info, debug, trace or silent.',
  },
  {
    name: 'MILLRACE_OWNER_EMAIL',
    default: 'none',
    description: 'Creates the first owner on start, together with MILLRACE_OWNER_PASSWORD.',
  },
  {
    name: 'MILLRACE_OWNER_PASSWORD',
    default: 'none',
    description:
      'Password of that owner, at least 10 characters. A later change here changes nothing.',
  },
  {
    name: 'MILLRACE_API_KEY',
    default: 'none',
    description: 'An API key of that owner, at least 32 characters, for unattended installs.',
  },
  {
    name: 'MILLRACE_UNSAFE_DURABILITY',
    default: '0',
    description:
      '1 starts although the database may lose acknowledged events (fsync, full_page_writes or synchronous_commit off).',
  },
] as const satisfies readonly Setting[];

export type SettingName = (typeof SETTINGS)[number]['name'];
