import { Agent } from 'undici';
import type { AddressPolicy } from './addresses.ts';
import { guardedConnector, resolveAll, type ResolveAll } from './guarded-connector.ts';
import { proxyConnector, proxyKey, type Proxy } from './proxy.ts';
import { trustKey, type Trust } from './trust.ts';

const MAX_HEADERS = 32 * 1024;
/** Connections with a trust or a proxy of their own, in use at the same time. */
const MOST_WAYS = 32;

/** The pools of connections: one for all calls, and one for each trust and proxy that a connection names. */
export class Agents {
  private readonly policy: AddressPolicy;
  private readonly resolve: ResolveAll | undefined;
  private readonly proxy: Proxy | undefined;
  private readonly usual: Agent;
  /** The one used last is at the end. */
  private readonly others = new Map<string, Agent>();

  constructor(policy: AddressPolicy, resolve: ResolveAll | undefined, proxy: Proxy | undefined) {
    this.policy = policy;
    this.resolve = resolve;
    this.proxy = proxy;
    this.usual = this.open(undefined, proxy);
  }

  /** The pool to call with. Use it at once: the next call may put it out of use. */
  for(trust: Trust | undefined, ownProxy?: Proxy): Agent {
    if (trust === undefined && ownProxy === undefined) return this.usual;
    const proxy = ownProxy ?? this.proxy;
    const key = `${trustKey(trust ?? {})} ${proxyKey(proxy)}`;
    const agent = this.others.get(key) ?? this.open(trust, proxy);
    this.others.delete(key);
    this.others.set(key, agent);
    const [oldest] = this.others;
    if (this.others.size > MOST_WAYS && oldest !== undefined) {
      this.others.delete(oldest[0]);
      // Calls under way end as they would have.
      void oldest[1].close();
    }
    return agent;
  }

  async close(): Promise<void> {
    const agents = [this.usual, ...this.others.values()];
    this.others.clear();
    await Promise.all(agents.map((agent) => agent.close()));
  }

  private open(trust: Trust | undefined, proxy: Proxy | undefined): Agent {
    const { policy, resolve = resolveAll } = this;
    return new Agent({
      connect:
        proxy === undefined
          ? guardedConnector(policy, resolve, trust)
          : proxyConnector(policy, resolve, proxy, trust),
      allowH2: false,
      maxHeaderSize: MAX_HEADERS,
      // The time limit of a call is the only one: these would end long ones after five minutes.
      headersTimeout: 0,
      bodyTimeout: 0,
      keepAliveTimeout: 10_000,
      keepAliveMaxTimeout: 60_000,
      connections: 256,
      pipelining: 1,
    });
  }
}
