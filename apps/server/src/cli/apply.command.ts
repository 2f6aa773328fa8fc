import {
  flowListSchema,
  flowSchema,
  flowSummarySchema,
  requireFlowDocument,
  type Flow,
} from '@millrace/model';
import { apiClient, type ApiClient, type ClientOptions } from './api-client.ts';
import { readDocuments } from './flow-file.ts';
import { print } from './print.ts';

/**
 * Makes the flows of the files exist: one with the same name gets a new draft, otherwise a flow is
 * created. Of flows that share a name the oldest gets the first document, and so on, as they are
 * exported. Every document is checked before the first call.
 */
export async function applyCommand(
  files: readonly string[],
  options: ClientOptions & { publish?: boolean },
): Promise<void> {
  const documents = (await Promise.all(files.map(readDocuments))).flat();
  const api = apiClient(options);
  const existing = flowsByName(await allFlows(api));
  for (const document of documents) {
    const { name } = requireFlowDocument(document);
    const known = existing.get(name)?.shift();
    const flow = await (known === undefined
      ? api.call(flowSchema, 'POST', '/flows', { document })
      : overwrite(api, known, document));
    print(`${known === undefined ? 'created' : 'updated'} ${name} ${flow.hook_url}`);
    if (options.publish !== true) continue;
    const live = await api.call(flowSummarySchema, 'POST', `/flows/${flow.id}/publish`);
    print(`published ${name} version ${String(live.version)}`);
  }
}

type KnownFlow = Pick<Flow, 'id' | 'name' | 'etag'>;

/** Refused when somebody else saved the draft since the list was read. */
function overwrite(api: ApiClient, { id, etag }: KnownFlow, document: unknown): Promise<Flow> {
  return api.call(flowSchema, 'PUT', `/flows/${id}/draft`, { document }, { 'if-match': etag });
}

/** The flows of the workspace, by name and then by age. */
export async function allFlows(api: ApiClient): Promise<KnownFlow[]> {
  const flows: KnownFlow[] = [];
  let cursor: string | null = null;
  do {
    const after: string = cursor === null ? '' : `&cursor=${cursor}`;
    const page = await api.call(flowListSchema, 'GET', `/flows?limit=200${after}`);
    flows.push(...page.items);
    cursor = page.next;
  } while (cursor !== null);
  // By code units, which no locale changes; ids are in the order of their making.
  return flows.sort((a, b) => compare(a.name, b.name) || compare(a.id, b.id));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

function flowsByName(flows: readonly KnownFlow[]): Map<string, KnownFlow[]> {
  const named = new Map<string, KnownFlow[]>();
  for (const flow of flows) named.set(flow.name, [...(named.get(flow.name) ?? []), flow]);
  return named;
}
