import { randomUUID } from 'node:crypto';
import type { JsonObject, JsonValue, RunDetail } from '@millrace/model';
import { API_KEY, poll, type Millrace } from '../support/millrace.ts';

/** An account as the API takes it. */
export interface PeerAccount {
  connector: string;
  auth?: string | undefined;
  values: Record<string, string>;
  /** What the application adds when it sends the browser back. */
  redirect?: Record<string, string> | undefined;
}

/** One action of a connector, called by a flow of its own. */
export interface PeerCall {
  action: string;
  connection: string | undefined;
  input: JsonObject;
  /** The fields that stand in the step itself; all others come with the event. */
  fixed: readonly string[];
}

const ENDED = ['succeeded', 'failed', 'stopped', 'in_doubt', 'cancelled'];

/** Millrace as somebody uses it: connections, published flows and events, over its API. */
export class MillraceSide {
  private readonly server: Millrace;

  constructor(server: Millrace) {
    this.server = server;
  }

  /** Saves an account, signs in over the browser where it has to, and gives its name. */
  async connect({ connector, auth, values, redirect = {} }: PeerAccount): Promise<string> {
    const name = `${connector} ${randomUUID()}`;
    const body = { connector, name, values, ...(auth === undefined ? {} : { auth }) };
    const { id, auth: kind } = await this.ask<{ id: string; auth: string }>(
      'POST',
      '/connections',
      body,
    );
    const { auth: kinds = [] } = await this.ask<{
      auth?: { id: string; signsIn?: boolean; testable?: boolean }[];
    }>('GET', `/connectors/${connector}`);
    const { signsIn = false, testable = false } = kinds.find((one) => one.id === kind) ?? {};
    if (signsIn) await this.signIn(id, redirect);
    // The account is tried in the background, and that call must not take the answer of another.
    if (testable) {
      await poll(async () => {
        const { status } = await this.ask<{ status: string }>('GET', `/connections/${id}`);
        return status !== 'untested';
      });
    }
    return name;
  }

  /** Goes where a person's browser goes, and comes back as the application sends it. */
  private async signIn(id: string, redirect: Record<string, string>): Promise<void> {
    const { url } = await this.ask<{ url: string }>('POST', `/connections/${id}/authorize`, {});
    const state = new URL(url).searchParams.get('state') ?? '';
    const query = new URLSearchParams({ ...redirect, state, code: 'code-of-the-case' });
    const page = await fetch(`${this.server.url}/oauth/callback?${query.toString()}`, {
      headers: { authorization: `Bearer ${API_KEY}` },
    });
    if (page.status !== 200) throw new Error(`Not connected: ${await page.text()}`);
  }

  /** Publishes a flow of the one step, sends it an event with the input, and gives what the step gave. */
  async run({ action, connection, input, fixed }: PeerCall): Promise<JsonValue> {
    const files = Object.keys(input).filter((key) => holdsFile(input[key] ?? null));
    const { mapped, form } = eventOf(input, fixed);
    const step = {
      ...{ id: 'act', kind: 'action', action, input: mapped, retry: { times: 0 } },
      ...(connection === undefined ? {} : { connection }),
    };
    const document = {
      ...{ millrace: 1, name: `${action} ${randomUUID()}` },
      ...{ trigger: { kind: 'webhook' }, steps: [step] },
    };
    const { id, hook_url: hook } = await this.ask<{ id: string; hook_url: string }>(
      'POST',
      '/flows',
      { document },
    );
    await this.ask('POST', `/flows/${id}/publish`);
    const sent = await fetch(
      hook,
      files.length > 0
        ? { method: 'POST', body: form }
        : {
            method: 'POST',
            body: JSON.stringify(input),
            headers: { 'content-type': 'application/json' },
          },
    );
    const { run } = (await sent.json()) as { run: string };
    const ended = await poll(async () => {
      const one = await this.ask<RunDetail>('GET', `/runs/${run}`);
      return ENDED.includes(one.status) ? one : undefined;
    }, 60_000);
    const attempt = ended.attempts.at(-1);
    if (ended.status !== 'succeeded') {
      const { code = '', message = ended.status } = attempt?.error ?? ended.error ?? {};
      throw new Error(`${code} ${message} ${JSON.stringify(attempt?.error?.details ?? {})}`);
    }
    return (attempt?.output ?? null) as JsonValue;
  }

  async ask<T>(method: string, path: string, body?: unknown): Promise<T> {
    const answer = await this.server.api<T>(method, path, body, { 'if-match': '*' });
    if (answer.status >= 300) {
      throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    }
    return answer.body;
  }
}

interface EventOf {
  mapped: JsonObject;
  form: FormData;
}

/** Every value of the input comes with the event; files as parts of it, what holds them stands in the step. */
function eventOf(input: JsonObject, fixed: readonly string[]): EventOf {
  const form = new FormData();
  form.append('any', 'part');
  const hasFiles = Object.values(input).some((value) => holdsFile(value));
  const place = (value: JsonValue, name: string): JsonValue => {
    if (isFile(value)) {
      const { name: fileName, type, bytes } = value;
      const file = new File([new Uint8Array(bytes)], fileName, { type });
      form.append(name, file);
      return { $path: `$.trigger.body.${name}` };
    }
    if (Array.isArray(value)) return value.map((item, at) => place(item, `${name}_${at}`));
    if (!isObject(value)) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, member]) => [key, place(member, `${name}_${key}`)]),
    );
  };
  const mapped = Object.entries(input).map(([key, value]): [string, JsonValue] => [
    key,
    hasFiles
      ? place(value, key)
      : fixed.includes(key)
        ? { $literal: value }
        : { $path: `$.trigger.body.${key}` },
  ]);
  return { mapped: Object.fromEntries(mapped), form };
}

function holdsFile(value: JsonValue): boolean {
  if (isFile(value)) return true;
  if (Array.isArray(value)) return value.some(holdsFile);
  return isObject(value) && Object.values(value).some(holdsFile);
}

function isFile(value: JsonValue): value is { name: string; type: string; bytes: number } {
  return isObject(value) && typeof value['file'] === 'string' && typeof value['bytes'] === 'number';
}

function isObject(value: JsonValue): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
