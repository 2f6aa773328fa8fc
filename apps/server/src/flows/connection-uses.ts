import { Inject, Injectable } from '@nestjs/common';
import { connectionsUsed, connectorsUsed, parseJson, requireStoredDocument } from '@millrace/model';
import { FlowStore, type FlowRevision } from './flow.store.ts';

/** Names of connections and connectors take a few bytes a document. */
const MOST_KEPT = 20_000;
/** Documents are read this many at a time, so that a large workspace does not fill the memory. */
const CHUNK = 100;

export interface FlowName {
  id: string;
  name: string;
}

/** What a form of a document names. */
interface Named {
  connections: readonly string[];
  connectors: readonly string[];
}

/**
 * Which flows use which connections and connectors. One pass over the flows answers for any number of connections,
 * and a document is read once for each form it takes.
 */
@Injectable()
export class ConnectionUses {
  private readonly kept = new Map<string, Named>();

  constructor(@Inject(FlowStore) private readonly store: FlowStore) {}

  /** The flows that name each connection in their draft or live version, newest first. */
  async of(workspaceId: string, connections: readonly string[]): Promise<Map<string, FlowName[]>> {
    const users = new Map<string, FlowName[]>(connections.map((name) => [name, []]));
    if (connections.length === 0) return users;
    for (const { id, name, named } of await this.flows(workspaceId)) {
      const used = new Set(named.flatMap((one) => one.connections));
      for (const connection of used) users.get(connection)?.push({ id, name });
    }
    return users;
  }

  /** The flows that name a connector in their draft or live version, newest first. */
  async ofConnector(workspaceId: string, connector: string): Promise<FlowName[]> {
    const flows = await this.flows(workspaceId);
    return flows
      .filter(({ named }) => named.some((one) => one.connectors.includes(connector)))
      .map(({ id, name }) => ({ id, name }));
  }

  private async flows(workspaceId: string): Promise<(FlowName & { named: Named[] })[]> {
    const flows = await this.store.revisions(workspaceId);
    await this.readMissing(flows);
    return flows.map((flow) => {
      const named = keysOf(flow).flatMap((key) => this.kept.get(key) ?? []);
      return { id: flow.id, name: flow.name, named };
    });
  }

  private async readMissing(flows: readonly FlowRevision[]): Promise<void> {
    if (this.kept.size > MOST_KEPT) this.kept.clear();
    const missing = flows.filter((flow) => keysOf(flow).some((key) => !this.kept.has(key)));
    for (let from = 0; from < missing.length; from += CHUNK) {
      const part = missing.slice(from, from + CHUNK);
      const [drafts, live] = await Promise.all([
        this.store.drafts(part.map(({ id }) => id)),
        this.store.liveDocuments(part),
      ]);
      for (const flow of part) this.keep(draftKey(flow), drafts.get(flow.id));
      for (const { flowId, version, document } of live) {
        this.keep(versionKey(flowId, version), document);
      }
    }
  }

  private keep(key: string, text: string | undefined): void {
    if (text === undefined) return;
    const document = requireStoredDocument(parseJson(text));
    const connections = connectionsUsed(document);
    this.kept.set(key, { connections, connectors: connectorsUsed(document) });
  }
}

function keysOf(flow: FlowRevision): string[] {
  const { id, version } = flow;
  return [draftKey(flow), ...(version === null ? [] : [versionKey(id, version)])];
}

function draftKey({ id, revision }: FlowRevision): string {
  return `${id} draft ${revision}`;
}

function versionKey(id: string, version: number): string {
  return `${id} version ${version}`;
}
