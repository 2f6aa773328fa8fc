import { readFile } from 'node:fs/promises';
import {
  AppError,
  flowListSchema,
  flowSchema,
  flowSummarySchema,
  requireFlowDocument,
} from '@millrace/model';
import { parseAllDocuments } from 'yaml';
import { apiClient, type ApiClient, type ClientOptions } from './api-client.ts';
import { print } from './print.ts';

/**
 * Makes the flows of the files exist: one with the same name gets a new draft, otherwise a flow is
 * created. Every document is checked before the first call.
 */
export async function applyCommand(
  files: readonly string[],
  options: ClientOptions & { publish?: boolean },
): Promise<void> {
  const documents = (await Promise.all(files.map(readDocuments))).flat();
  const api = apiClient(options);
  const existing = await idsByName(api);
  for (const document of documents) {
    const { name } = requireFlowDocument(document);
    const id = existing.get(name);
    const flow = await (id === undefined
      ? api.call(flowSchema, 'POST', '/flows', { document })
      : api.call(flowSchema, 'PUT', `/flows/${id}/draft`, { document }));
    print(`${id === undefined ? 'created' : 'updated'} ${name} ${flow.hook_url}`);
    if (options.publish !== true) continue;
    const live = await api.call(flowSummarySchema, 'POST', `/flows/${flow.id}/publish`);
    print(`published ${name} version ${String(live.version)}`);
  }
}

/** The flow ids of the workspace by name. */
export async function idsByName(api: ApiClient): Promise<Map<string, string>> {
  const ids = new Map<string, string>();
  let cursor: string | null = null;
  do {
    const after: string = cursor === null ? '' : `&cursor=${cursor}`;
    const page = await api.call(flowListSchema, 'GET', `/flows?limit=200${after}`);
    for (const flow of page.items) ids.set(flow.name, flow.id);
    cursor = page.next;
  } while (cursor !== null);
  return ids;
}

async function readDocuments(file: string): Promise<unknown[]> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw unreadable(file, error instanceof Error ? error.message : String(error));
  });
  return parseAllDocuments(text).map((document) => {
    const [fault] = document.errors;
    if (fault !== undefined) throw unreadable(file, fault.message);
    const value: unknown = document.toJS({ maxAliasCount: 100 });
    return value;
  });
}

function unreadable(file: string, reason: string): AppError {
  return new AppError('FILE_UNREADABLE', { file, reason });
}
