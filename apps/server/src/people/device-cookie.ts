import { createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type ServerConfig } from '../config/config.token.ts';

const NAME = 'millrace_device';
const NONCE_BYTES = 16;
const YEAR_S = 31_536_000;
const VALUE = /^[0-9a-f]{96}$/;

/**
 * Says that a browser has signed in to an account before. It lets nobody in: it only keeps
 * strangers who guess from making this browser wait.
 */
@Injectable()
export class DeviceCookie {
  private readonly secret: Buffer;

  constructor(@Inject(CONFIG) private readonly config: ServerConfig) {
    this.secret = Buffer.from(hkdfSync('sha256', config.encryptionKey, '', 'millrace devices', 32));
  }

  /** The Set-Cookie header for a browser that has just signed in. */
  issue(account: string): string {
    const nonce = randomBytes(NONCE_BYTES).toString('hex');
    const value = nonce + this.sign(nonce, account);
    const secure = this.config.publicUrl.startsWith('https:') ? '; Secure' : '';
    return `${NAME}=${value}; Max-Age=${YEAR_S}; Path=/api/v1/session; HttpOnly; SameSite=Lax${secure}`;
  }

  /** What names the device; undefined when the cookie was not made for this account. */
  of(cookies: string | undefined, account: string): string | undefined {
    const pairs = (cookies ?? '').split(';').map((pair) => pair.trim());
    const value = pairs.find((pair) => pair.startsWith(`${NAME}=`))?.slice(NAME.length + 1);
    if (value === undefined || !VALUE.test(value)) return undefined;
    const nonce = value.slice(0, NONCE_BYTES * 2);
    const given = Buffer.from(value.slice(NONCE_BYTES * 2), 'hex');
    const right = Buffer.from(this.sign(nonce, account), 'hex');
    return timingSafeEqual(given, right) ? nonce : undefined;
  }

  private sign(nonce: string, account: string): string {
    return createHmac('sha256', this.secret)
      .update(`${nonce} ${account.toLowerCase()}`)
      .digest('hex');
  }
}
