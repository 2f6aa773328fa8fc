import { AppError, flowSchema } from '@millrace/model';
import { stringify } from 'yaml';
import { apiClient, type ClientOptions } from './api-client.ts';
import { idsByName } from './apply.command.ts';
import { print } from './print.ts';

/** Prints the drafts of flows as YAML documents, which `apply` reads again. */
export async function exportCommand(
  wanted: readonly string[],
  options: ClientOptions,
): Promise<void> {
  const api = apiClient(options);
  const ids = await idsByName(api);
  const known = new Set(ids.values());
  const chosen = wanted.length === 0 ? [...ids.values()] : wanted.map((one) => ids.get(one) ?? one);
  for (const [index, id] of chosen.entries()) {
    if (!known.has(id)) throw new AppError('FLOW_NOT_FOUND', { id });
    const flow = await api.call(flowSchema, 'GET', `/flows/${id}`);
    if (index > 0) print('---');
    print(stringify(flow.document).trimEnd());
  }
}
