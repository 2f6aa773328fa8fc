import { Inject, Injectable } from '@nestjs/common';
import { AppError, isAppError, type Session, type SignInRequest } from '@millrace/model';
import { isAPIError } from 'better-auth/api';
import type { AuditTransaction } from '../audit/audit-transaction.ts';
import { AuditService } from '../audit/audit.service.ts';
import type { Actor } from '../access/actor.ts';
import { AUTH, type Auth } from './auth.ts';
import { DeviceCookie } from './device-cookie.ts';
import { FailedSignIns } from './failed-sign-ins.ts';
import { HashingTurns } from './hashing-turns.ts';
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
    @Inject(HashingTurns) private readonly hashing: HashingTurns,
    @Inject(FailedSignIns) private readonly failures: FailedSignIns,
    @Inject(AuditService) private readonly audit: AuditService,
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
   * Throws SIGN_IN_FAILED, the same for an unknown address and a wrong password, and SIGN_IN_BUSY.
   */
  async begin(call: SessionCall, { email, password }: SignInRequest): Promise<string[]> {
    const old = await this.find(call);
    const { address, cookie } = call;
    const { headers } = await this.hashing.take(
      this.guard.sourceOf({ email, address, cookie }),
      () =>
        this.answered(
          this.auth.api.signInEmail({
            body: { email, password },
            headers: headersOf(call),
            returnHeaders: true,
          }),
        ),
    );
    const cookies = headers.getSetCookie();
    const made = await this.find({ ...call, cookie: cookieHeader(cookies) });
    await this.people.transaction(async (tx) => {
      if (old !== undefined) await this.people.endSession(tx, old.id);
      if (made !== undefined) await this.record(tx, made, address, 'signed_in');
    });
    await this.people.forgetExpiredSessions(new Date());
    return [...cookies, this.devices.issue(email)];
  }

  /**
   * The same for anyone who asks, and the browser is known from then on. Throws TOO_MANY_ATTEMPTS
   * to whoever guesses.
   */
  async signIn(call: SessionCall, request: SignInRequest): Promise<string[]> {
    try {
      return await this.attempt(call, request);
    } catch (error) {
      const { address } = call;
      if (isAppError(error)) {
        await this.failures.note({ email: request.email, address, code: error.code });
      }
      throw error;
    }
  }

  private async attempt(call: SessionCall, request: SignInRequest): Promise<string[]> {
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
    if (live !== undefined) {
      await this.people.transaction(async (tx) => {
        await this.people.endSession(tx, live.id);
        await this.record(tx, live, call.address, 'signed_out');
      });
    }
    const { headers } = await this.answered(
      this.auth.api.signOut({ headers: headersOf(call), returnHeaders: true }),
    );
    return headers.getSetCookie();
  }

  private record(
    tx: AuditTransaction,
    live: LiveSession,
    address: string,
    action: 'signed_in' | 'signed_out',
  ): Promise<void> {
    const { id, email } = live.user;
    const thing = { kind: 'user', id, name: email } as const;
    return this.audit.record(tx, actorOf(live, address), { action, thing });
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

/** Who holds a session. */
export function actorOf({ id: sessionId, user, membership }: LiveSession, address: string): Actor {
  const { workspaceId, role } = membership;
  const by = { kind: 'user', userId: user.id, name: user.email, sessionId } as const;
  return { workspaceId, role, by, address };
}

/** The Cookie header of a browser that was just sent these. */
export function cookieHeader(cookies: readonly string[]): string {
  return cookies.map((one) => one.split(';', 1)[0] ?? '').join('; ');
}

function headersOf(call: SessionCall): Headers {
  const headers = new Headers();
  if (call.cookie !== undefined) headers.set('cookie', call.cookie);
  if (call.userAgent !== undefined) headers.set('user-agent', call.userAgent);
  return headers;
}
