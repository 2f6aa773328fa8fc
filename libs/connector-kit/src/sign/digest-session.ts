import { randomUUID } from 'node:crypto';
import { digestAnswer } from './digest.ts';

/** A challenge, and how often its nonce was answered. */
interface Challenged {
  header: string;
  count: number;
}

/** Origins whose challenge is remembered. */
const MOST_ORIGINS = 100;

/**
 * An account at servers that ask for HTTP Digest (RFC 7616). It begins without a challenge; what a server
 * asks is remembered by its origin, so that later calls answer at once, with the next number of its nonce.
 */
export class DigestSession {
  private readonly user: string;
  private readonly password: string;
  private readonly challenges = new Map<string, Challenged>();

  constructor(user: string, password: string) {
    this.user = user;
    this.password = password;
  }

  /** The header `Authorization` for a call; undefined as long as its server has asked nothing. */
  authorization(origin: string, method: string, path: string): string | undefined {
    const challenge = this.challenges.get(origin);
    if (challenge === undefined) return undefined;
    challenge.count += 1;
    return this.answer(challenge, method, path);
  }

  /** Remembers the `WWW-Authenticate` of a 401; false when nothing in it can be answered. */
  challenged(origin: string, header: string): boolean {
    const challenge = { header, count: 0 };
    if (this.answer(challenge, 'GET', '/') === undefined) return false;
    if (this.challenges.size >= MOST_ORIGINS) this.challenges.clear();
    this.challenges.set(origin, challenge);
    return true;
  }

  private answer({ header, count }: Challenged, method: string, uri: string): string | undefined {
    const { user, password } = this;
    const cnonce = randomUUID().replaceAll('-', '');
    return digestAnswer(header, { user, password, method, uri, cnonce, count });
  }
}
