import { Agent } from 'undici';
import type { AddressPolicy } from './addresses.ts';
import { guardedConnector, type ResolveAll } from './guarded-connector.ts';
import { trustKey, type Trust } from './trust.ts';

const MAX_HEADERS = 32 * 1024;
/** Connections with a trust of their own, in use at the same time. */
const MOST_TRUSTS = 32;

/** The pools of connections: one for all calls, and one for each trust that a connection names. */
export class Agents {
  private readonly policy: AddressPolicy;
  private readonly resolve: ResolveAll | undefined;
  private readonly usual: Agent;
  /** The one used last is at the end. */
  private readonly trusting = new Map<string, Agent>();

  constructor(policy: AddressPolicy, resolve: ResolveAll | undefined) {
    this.policy = policy;
    this.resolve = resolve;
    this.usual = this.open();
  }

  /** The pool to call with. Use it at once: the next call may put it out of use. */
  for(trust: Trust | undefined): Agent {
    if (trust === undefined) return this.usual;
    const key = trustKey(trust);
    const agent = this.trusting.get(key) ?? this.open(trust);
    this.trusting.delete(key);
    this.trusting.set(key, agent);
    const [oldest] = this.trusting;
    if (this.trusting.size > MOST_TRUSTS && oldest !== undefined) {
      this.trusting.delete(oldest[0]);
      // Calls under way end as they would have.
      void oldest[1].close();
    }
    return agent;
  }

  async close(): Promise<void> {
    const agents = [this.usual, ...this.trusting.values()];
    this.trusting.clear();
    await Promise.all(agents.map((agent) => agent.close()));
  }

  private open(trust?: Trust): Agent {
    return new Agent({
      connect: guardedConnector(this.policy, this.resolve, trust),
      allowH2: false,
      maxHeaderSize: MAX_HEADERS,
      keepAliveTimeout: 10_000,
      keepAliveMaxTimeout: 60_000,
      connections: 256,
      pipelining: 1,
    });
  }
}
