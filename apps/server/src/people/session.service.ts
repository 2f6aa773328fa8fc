import { Inject, Injectable } from '@nestjs/common';
import { AppError, isAppError, type Session, type SignInRequest } from '@millrace/model';
import { isAPIError } from 'better-auth/api';
import { AUTH, type Auth } from './auth.ts';
import { DeviceCookie } from './device-cookie.ts';
import { MembershipStore, type Membership } from './membership.store.ts';
import { PeopleStore } from './people.store.ts';
import { SignInGuard } from './sign-in-guard.ts';

/** The parts of a call that sessions need. */
export interface SessionCall {
  cookie: string | undefined;
  userAgent: string | undefined;
  /** Where the call came from. */
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
  constructor(
    @Inject(AUTH) private readonly auth: Auth,
    @Inject(PeopleStore) private readonly people: PeopleStore,
    @Inject(MembershipStore) private readonly members: MembershipStore,
    @Inject(SignInGuard) private readonly guard: SignInGuard,
    @Inject(DeviceCookie) private readonly devices: DeviceCookie,
  ) {}

  async find(call: SessionCall): Promise<LiveSession | undefined> {
    if (call.cookie === undefined) return undefined;
    const { headers, response } = await this.answered(
      this.auth.api.getSession({ headers: headersOf(call), returnHeaders: true }),
    );
    if (response === null) return undefined;
    const { session, user } = response;
    const membership = await this.members.of(user.id, session.activeOrganizationId ?? null);
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
    return [...headers.getSetCookie(), this.devices.issue(email)];
  }

  /**
   * The same for anyone who asks, and the browser is known from then on. Throws TOO_MANY_ATTEMPTS
   * to whoever guesses.
   */
  async signIn(call: SessionCall, request: SignInRequest): Promise<string[]> {
    const { address, cookie } = call;
    const attempt = this.guard.begin({ email: request.email, address, cookie });
    try {
      const cookies = await this.begin(call, request);
      attempt.succeeded();
      return cookies;
    } catch (error) {
      const isWrong = isAppError(error) && error.code === 'SIGN_IN_FAILED';
      if (!isWrong) attempt.undecided();
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
