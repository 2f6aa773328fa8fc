import { Inject, Injectable } from '@nestjs/common';
import { connectionsUsed, parseJson, requireStoredDocument } from '@millrace/model';
import { FlowStore, type FlowRevision } from './flow.store.ts';

/** Names of connections take a few bytes a document. */
const MOST_KEPT = 20_000;
/** Documents are read this many at a time, so that a large workspace does not fill the memory. */
const CHUNK = 100;

export interface FlowName {
  id: string;
  name: string;
}

/**
 * Which flows use which connections. One pass over the flows answers for any number of connections,
 * and a document is read once for each form it takes.
 */
@Injectable()
export class ConnectionUses {
  /** The connections that a form of a document names. */
  private readonly kept = new Map<string, readonly string[]>();

  constructor(@Inject(FlowStore) private readonly store: FlowStore) {}

  /** The flows that name each connection in their draft or live version, newest first. */
  async of(workspaceId: string, connections: readonly string[]): Promise<Map<string, FlowName[]>> {
    const users = new Map<string, FlowName[]>(connections.map((name) => [name, []]));
    if (connections.length === 0) return users;
    const flows = await this.store.revisions(workspaceId);
    await this.readMissing(flows);
    for (const flow of flows) {
      const { id, name } = flow;
      const used = new Set(keysOf(flow).flatMap((key) => this.kept.get(key) ?? []));
      for (const connection of used) users.get(connection)?.push({ id, name });
    }
    return users;
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
    this.kept.set(key, connectionsUsed(requireStoredDocument(parseJson(text))));
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
