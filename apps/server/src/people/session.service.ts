import { Inject, Injectable } from '@nestjs/common';
import { AppError, isAppError, type Session, type SignInRequest } from '@millrace/model';
import { isAPIError } from 'better-auth/api';
import { AUTH, type Auth } from './auth.ts';
import { AttemptLimiter } from './attempt-limiter.ts';
import { PeopleStore, type Membership } from './people.store.ts';

const MOST_FAMILIAR = 1_000;

/** The parts of a call that sessions need. */
export interface SessionCall {
  cookie: string | undefined;
  userAgent: string | undefined;
  /** The address of the other end of the connection. */
  address: string;
}

/** A session that holds, and the cookies to send when it was prolonged. */
export interface LiveSession {
  id: string;
  user: { id: string; name: string; email: string };
  membership: Membership;
  cookies: string[];
}

/** Sessions in cookies. The cookie names a row; without the row it is worth nothing. */
@Injectable()
export class SessionService {
  private readonly limiter = new AttemptLimiter();
  /** Account and address pairs that signed in before. Others cannot lock these out. */
  private readonly familiar = new Set<string>();

  constructor(
    @Inject(AUTH) private readonly auth: Auth,
    @Inject(PeopleStore) private readonly people: PeopleStore,
  ) {}

  async find(call: SessionCall): Promise<LiveSession | undefined> {
    if (call.cookie === undefined) return undefined;
    const { headers, response } = await this.answered(
      this.auth.api.getSession({ headers: headersOf(call), returnHeaders: true }),
    );
    if (response === null) return undefined;
    const { session, user } = response;
    const membership = await this.people.membership(user.id, session.activeOrganizationId ?? null);
    if (membership === undefined) return undefined;
    const { id, name, email } = user;
    const cookies = headers.getSetCookie();
    return { id: session.id, user: { id, name, email }, membership, cookies };
  }

  /** What the editor asks first: who is signed in, and whether there is anyone at all. */
  async describe(call: SessionCall): Promise<{ session: Session; cookies: string[] }> {
    const live = await this.find(call);
    if (live === undefined) {
      const session = { setup_needed: !(await this.people.hasUser()), user: null, workspace: null };
      return { session, cookies: [] };
    }
    const { user, membership, cookies } = live;
    const session = {
      setup_needed: false,
      user: { ...user, role: membership.role },
      workspace: { id: membership.workspaceId, name: membership.workspaceName },
    };
    return { session, cookies };
  }

  /**
   * Begins a new session and ends the one the call came with. Answers the cookies to set.
   * Throws SIGN_IN_FAILED, the same for an unknown address and a wrong password.
   */
  async begin(call: SessionCall, { email, password }: SignInRequest): Promise<string[]> {
    const old = await this.find(call);
    const { headers } = await this.answered(
      this.auth.api.signInEmail({
        body: { email, password },
        headers: headersOf(call),
        returnHeaders: true,
      }),
    );
    if (old !== undefined) await this.people.endSession(old.id);
    await this.people.forgetExpiredSessions(new Date());
    return headers.getSetCookie();
  }

  /** The same for anyone who asks. Throws TOO_MANY_ATTEMPTS after ten wrong ones in a minute. */
  async signIn(call: SessionCall, request: SignInRequest): Promise<string[]> {
    const account = request.email.toLowerCase();
    const pair = `${account} ${call.address}`;
    const names = [
      `address ${call.address}`,
      `account ${this.familiar.has(pair) ? pair : account}`,
    ];
    this.take(names);
    try {
      const cookies = await this.begin(call, request);
      this.remember(pair);
      this.forgive(names);
      return cookies;
    } catch (error) {
      const isWrong = isAppError(error) && error.code === 'SIGN_IN_FAILED';
      if (!isWrong) this.forgive(names);
      throw error;
    }
  }

  /** Ends the session on the server; answers the cookies that remove it from the browser. */
  async end(call: SessionCall): Promise<string[]> {
    const live = await this.find(call);
    if (live !== undefined) await this.people.endSession(live.id);
    const { headers } = await this.answered(
      this.auth.api.signOut({ headers: headersOf(call), returnHeaders: true }),
    );
    return headers.getSetCookie();
  }

  private take(names: readonly string[]): void {
    const now = Date.now();
    const wait = Math.max(...names.map((name) => this.limiter.waitFor(name, now)));
    if (wait > 0) {
      const details = { retry_after: Math.ceil(wait / 1_000) };
      throw new AppError('TOO_MANY_ATTEMPTS', {}, { details });
    }
    for (const name of names) this.limiter.count(name, now);
  }

  private forgive(names: readonly string[]): void {
    for (const name of names) this.limiter.forgive(name);
  }

  private remember(pair: string): void {
    this.familiar.add(pair);
    const [eldest] = this.familiar;
    if (this.familiar.size > MOST_FAMILIAR && eldest !== undefined) this.familiar.delete(eldest);
  }

  /** better-auth hides a failing database behind an error of its own; asking again shows it. */
  private async answered<T>(asked: Promise<T>): Promise<T> {
    try {
      return await asked;
    } catch (error) {
      if (!isAPIError(error)) throw error;
      if (error.statusCode < 500) throw new AppError('SIGN_IN_FAILED');
      await this.people.ping();
      throw error;
    }
  }
}

function headersOf(call: SessionCall): Headers {
  const headers = new Headers();
  if (call.cookie !== undefined) headers.set('cookie', call.cookie);
  if (call.userAgent !== undefined) headers.set('user-agent', call.userAgent);
  return headers;
}
