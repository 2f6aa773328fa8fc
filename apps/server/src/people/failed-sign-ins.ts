import {
  Inject,
  Injectable,
  Logger,
  type OnModuleDestroy,
  type OnModuleInit,
} from '@nestjs/common';
import { AuditService } from '../audit/audit.service.ts';
import { PeopleStore, type TriedAccount } from './people.store.ts';
import { placeOf } from './sign-in-guard.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** Sources with rows of their own in a minute; the others share one. */
const MOST_SOURCES = 10;
/** Rows of sources in a day, under 1 MB, before all sources share one. */
const MOST_ROWS = 2_000;

/** Errors of sign-ins that are written down, and what the log calls them. */
const REASONS = {
  SIGN_IN_FAILED: 'wrong_password',
  TOO_MANY_ATTEMPTS: 'too_many_attempts',
  SIGN_IN_BUSY: 'busy',
} as const;

type Reason = (typeof REASONS)[keyof typeof REASONS] | 'unknown_account';

/** A sign-in that failed with a code of the error catalogue. */
export interface FailedSignIn {
  email: string;
  address: string;
  code: string;
}

/** What one source failed at within a minute, after the first time. */
interface Tally {
  account: TriedAccount;
  address: string | null;
  reasons: Partial<Record<Reason, number>>;
}

/**
 * Writes sign-ins that failed to the audit log, without letting whoever guesses fill the disk. The
 * first of a source and account in a minute is written at once, those that follow in that minute as
 * one row with their number. An e-mail address that nobody has is not kept: people type their
 * password there.
 */
@Injectable()
export class FailedSignIns implements OnModuleInit, OnModuleDestroy {
  private readonly logger = new Logger(FailedSignIns.name);
  private tallies = new Map<string, Tally>();
  private timer: NodeJS.Timeout | undefined;
  private day = 0;
  private rows = 0;

  constructor(
    @Inject(AuditService) private readonly audit: AuditService,
    @Inject(PeopleStore) private readonly people: PeopleStore,
  ) {}

  onModuleInit(): void {
    this.timer = setInterval(() => void this.flush(), MINUTE_MS).unref();
  }

  async onModuleDestroy(): Promise<void> {
    clearInterval(this.timer);
    await this.flush();
  }

  /** Never rejects: the sign-in has failed already, and its answer says why. */
  async note({ email, address, code }: FailedSignIn): Promise<void> {
    if (!isReason(code)) return;
    try {
      const account = await this.people.triedAccount(email);
      if (account === undefined) return;
      const isUnknown = code === 'SIGN_IN_FAILED' && account.userId === null;
      await this.count(account, address, isUnknown ? 'unknown_account' : REASONS[code]);
    } catch (error) {
      this.logger.warn(`Could not write a failed sign-in to the audit log: ${String(error)}`);
    }
  }

  /** Writes what was counted since the minute began, and begins another. */
  async flush(): Promise<void> {
    const ended = [...this.tallies.values()];
    this.tallies = new Map();
    try {
      for (const tally of ended) await this.write(tally);
    } catch (error) {
      this.logger.warn(`Could not write failed sign-ins to the audit log: ${String(error)}`);
    }
  }

  private async count(account: TriedAccount, address: string, reason: Reason): Promise<void> {
    const source = `${placeOf(address)} ${account.userId ?? ''}`;
    const isOwn = this.tallies.has(source) || this.hasRoom(Date.now());
    const key = isOwn ? source : 'others';
    const known = this.tallies.get(key);
    if (known !== undefined) {
      known.reasons[reason] = (known.reasons[reason] ?? 0) + 1;
      return;
    }
    const others = { ...account, userId: null, email: null };
    const tally: Tally = isOwn
      ? { account, address, reasons: {} }
      : { account: others, address: null, reasons: {} };
    this.tallies.set(key, tally);
    if (isOwn) this.rows += 1;
    await this.write({ ...tally, reasons: { [reason]: 1 } });
  }

  private hasRoom(now: number): boolean {
    const day = Math.floor(now / DAY_MS);
    if (day !== this.day) [this.day, this.rows] = [day, 0];
    return this.tallies.size < MOST_SOURCES && this.rows < MOST_ROWS;
  }

  private async write({ account, address, reasons }: Tally): Promise<void> {
    const count = Object.values(reasons).reduce((sum, n) => sum + n, 0);
    if (count === 0) return;
    const { workspaceId, workspaceName, userId, email } = account;
    const thing =
      userId === null || email === null
        ? ({ kind: 'workspace', id: workspaceId, name: workspaceName } as const)
        : ({ kind: 'user', id: userId, name: email } as const);
    await this.audit.recordStranger(
      { workspaceId, address, name: address ?? 'other addresses' },
      { action: 'sign_in_failed', thing, summary: { count, reasons } },
    );
  }
}

function isReason(code: string): code is keyof typeof REASONS {
  return Object.hasOwn(REASONS, code);
}
