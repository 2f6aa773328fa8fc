import { Inject, Injectable } from '@nestjs/common';
import { AppError } from '@millrace/model';
import { AttemptLimiter, type Attempts } from './attempt-limiter.ts';
import { DeviceCookie } from './device-cookie.ts';

/** Wrong passwords for one account from one address, or from one device that is known. */
const MOST_OF_PAIR = 10;
/** The same while an account is being guessed from many addresses. */
const MOST_OF_PAIR_UNDER_ATTACK = 3;
/** Wrong passwords for one account, from wherever, that are such an attack. */
const ATTACK = 30;
/** Wrong ones from one address, for whatever accounts: many people may sit behind it. */
const MOST_OF_ADDRESS = 60;

/** Who tries to sign in, and from where. */
export interface SignInAttempt {
  email: string;
  address: string;
  /** The Cookie header. */
  cookie: string | undefined;
}

/** One attempt under way: say how it ended. */
export interface OpenAttempt {
  succeeded(): void;
  /** Neither right nor wrong: the database was away. */
  undecided(): void;
}

/**
 * Slows down guessing without letting a stranger lock anybody out. Failures count for the account
 * and address together, so whoever guesses waits and the owner elsewhere does not; a browser that
 * signed in before shows a cookie and has a count of its own, whatever comes from its address.
 */
@Injectable()
export class SignInGuard {
  private readonly limiter = new AttemptLimiter();

  constructor(@Inject(DeviceCookie) private readonly devices: DeviceCookie) {}

  /** Throws TOO_MANY_ATTEMPTS. */
  begin(attempt: SignInAttempt, now = Date.now()): OpenAttempt {
    const account = attempt.email.toLowerCase();
    const counted = this.counted(account, attempt, now);
    const wait = Math.max(...counted.map((one) => this.limiter.waitFor(one, now)));
    if (wait > 0) {
      const details = { retry_after: Math.ceil(wait / 1_000) };
      throw new AppError('TOO_MANY_ATTEMPTS', {}, { details });
    }
    const names = [...counted.map(({ name }) => name), accountName(account)];
    for (const name of names) this.limiter.count(name, now);
    const undecided = (): void => {
      for (const name of names) this.limiter.takeBack(name);
    };
    return {
      undecided,
      succeeded: () => {
        undecided();
        for (const { name } of counted.slice(0, 1)) this.limiter.forget(name);
      },
    };
  }

  /** Names the source of an attempt: a device that is known, or else where it comes from. */
  sourceOf({ email, address, cookie }: SignInAttempt): string {
    return this.devices.of(cookie, email.toLowerCase()) ?? placeOf(address);
  }

  /** The counts that can make this attempt wait; its own first. */
  private counted(account: string, { address, cookie }: SignInAttempt, now: number): Attempts[] {
    const device = this.devices.of(cookie, account);
    if (device !== undefined) return [{ name: `device ${device}`, most: MOST_OF_PAIR }];
    const isAttacked = this.limiter.failed(accountName(account), now) >= ATTACK;
    const place = placeOf(address);
    return [
      {
        name: `pair ${account} ${place}`,
        most: isAttacked ? MOST_OF_PAIR_UNDER_ATTACK : MOST_OF_PAIR,
      },
      { name: `address ${place}`, most: MOST_OF_ADDRESS },
    ];
  }
}

function accountName(account: string): string {
  return `account ${account}`;
}

/** The source that failures of an address count for: whoever has one IPv6 address has the 2^64 beside it. */
export function placeOf(address: string): string {
  if (!address.includes(':')) return address;
  const [head = '', tail] = address.split('::');
  const groups = head.split(':').filter((group) => group !== '');
  const later = (tail ?? '').split(':').filter((group) => group !== '');
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - groups.length - later.length);
  return [...groups, ...Array<string>(zeros).fill('0'), ...later].slice(0, 4).join(':');
}
