import { fork, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import type { JsonObject, JsonValue } from '@millrace/model';
import type { Spellings, Tolerated } from './compare.ts';

/** What a scripted application answers, as the test of a peer may write it in place of its case's answers. */
export interface PlainAnswer {
  status?: number;
  headers?: Record<string, string>;
  body?: JsonValue;
}

/** How the account of a peer is connected, beside what the case says. */
export interface AccountOf {
  auth?: string;
  values?: Record<string, string>;
  redirect?: Record<string, string>;
  /** Answers while the account is connected, by a part of their path. */
  answers?: Record<string, PlainAnswer>;
  /** Further members of the answer with the token. */
  token?: JsonObject;
}

/** One action of a peer. */
export interface PeerAction {
  action: string;
  /** The name of the connector's case whose input and answers are used; its first good one when absent. */
  case?: string;
  /** What is answered in place of the answers of the case. */
  answers?: PlainAnswer[];
  /** The same for the SDK alone, where it reads another part of the result than the connector (GraphQL). */
  sdkAnswers?: PlainAnswer[];
  differs: Tolerated;
  account?: AccountOf;
}

/** A vendor's SDK, or a server that somebody else wrote. */
export interface Peer {
  peer: string;
  version: string;
  isServer: boolean;
  account?: AccountOf;
  differs: Tolerated;
  spellings: Spellings;
  /** Requests that only one side makes, as patterns of host and path: signing in, mostly. */
  ignores: string[];
  actions: PeerAction[];
}

/** The process in which a connector's peers live. */
export class Vendor {
  private readonly child: ChildProcess;
  private readonly waiting = new Map<
    number,
    (answer: { value?: unknown; error?: string }) => void
  >();
  private output = '';
  private last = 0;

  constructor(connector: string, env: NodeJS.ProcessEnv) {
    this.child = fork(join(import.meta.dirname, 'vendor-process.js'), [connector], {
      env,
      execArgv: ['--import', join(import.meta.dirname, 'network.js')],
      serialization: 'advanced',
      silent: true,
    });
    this.child.stderr?.on('data', (chunk: Buffer) => (this.output += chunk.toString()));
    this.child.stdout?.resume();
    this.child.on('message', (message) => {
      const { id, ...answer } = message as { id: number; value?: unknown; error?: string };
      this.waiting.get(id)?.(answer);
      this.waiting.delete(id);
    });
    this.child.on('exit', (code) => {
      const error = `The peers of ${connector} ended with ${String(code)}:\n${this.output.slice(-3_000)}`;
      for (const answer of this.waiting.values()) answer({ error });
      this.waiting.clear();
    });
  }

  /** Throws what the peer threw, as text. */
  async ask<T>(op: string, message: object = {}): Promise<T> {
    this.last += 1;
    const id = this.last;
    const answer = await new Promise<{ value?: unknown; error?: string }>((resolve) => {
      this.waiting.set(id, resolve);
      this.child.send({ id, op, ...message }, (error) => {
        if (error !== null) resolve({ error: `${error.message}\n${this.output.slice(-3_000)}` });
      });
    });
    if (answer.error !== undefined) throw new Error(answer.error);
    return answer.value as T;
  }

  async close(): Promise<void> {
    if (this.child.exitCode !== null) return;
    await this.ask('stop');
    const exited = new Promise((resolve) => this.child.once('exit', resolve));
    this.child.kill();
    await exited;
  }
}
