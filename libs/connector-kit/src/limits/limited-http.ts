import { AppError } from '@millrace/model';
import type { HttpClient } from '../http/http-client.ts';
import { rateLimitOf } from '../rate-limit.ts';
import type { AccountLimits, Entering } from './account-limits.ts';
import type { Pass } from './pass.ts';

/** Whose limits the calls of code are under. */
export interface LimitedBy {
  limits?: AccountLimits | undefined;
  /** A person waits for the calls. */
  attended?: boolean | undefined;
}

const NEVER = new AbortController().signal;

/**
 * An HTTP client for code that makes its calls itself: they wait while their host has asked for fewer
 * calls, and none is made to one that is taken to be away. `request` and `connect` throw what those of
 * `http` do, CALL_UNAVAILABLE at once while the host is away, and CALL_RATE_LIMITED when the wait is longer
 * than a few seconds or called off. Gives `http` itself where no limits are kept.
 */
export function withinHostLimits(http: HttpClient, { limits, attended }: LimitedBy): HttpClient {
  if (limits === undefined) return http;
  const enter = (app: string, host: string, signal = NEVER): Promise<Pass> =>
    entered(
      limits,
      { ...{ app, host, attended: attended ?? false }, shares: [], place: undefined },
      signal,
    );
  return {
    ...http,
    request: async (request) => {
      const { app, url, signal } = request;
      const pass = await enter(app, URL.parse(url)?.host ?? '', signal);
      return watched(pass, signal, async () => {
        const answer = await http.request(request);
        const { limited, afterMs } = rateLimitOf(answer, new Date());
        if (answer.status >= 500 && !limited) pass.failed();
        else pass.answered();
        if (limited || (answer.status >= 500 && afterMs !== undefined)) pass.hold(afterMs);
        return answer;
      });
    },
    connect: async (target) => {
      const { app, host, port, signal } = target;
      const pass = await enter(app, `${host}:${port}`.toLowerCase(), signal);
      return watched(pass, signal, async () => {
        const socket = await http.connect(target);
        pass.answered();
        return socket;
      });
    },
  };
}

async function entered(
  limits: AccountLimits,
  entering: Entering,
  signal: AbortSignal,
): Promise<Pass> {
  const came = await limits.enter(entering, signal);
  if ('pass' in came) return came.pass;
  const seconds = Math.ceil(came.waitMs / 1_000);
  const params = { app: entering.app, status: `the next one in ${seconds} s` };
  throw new AppError('CALL_RATE_LIMITED', params, { details: { retry_after: seconds } });
}

async function watched<T>(
  pass: Pass,
  signal: AbortSignal | undefined,
  call: () => Promise<T>,
): Promise<T> {
  try {
    return await call();
  } catch (error) {
    pass.noAnswer(error, signal);
    throw error;
  } finally {
    pass.over();
  }
}
