import { AppError, flowSchema } from '@millrace/model';
import { stringify } from 'yaml';
import { apiClient } from './api-client.ts';
import { flowsByName } from './apply.command.ts';
import { print, type ClientOptions } from './command-line.ts';

/** Prints the drafts of flows as YAML documents, which `apply` reads again. */
export async function exportCommand(
  wanted: readonly string[],
  options: ClientOptions,
): Promise<void> {
  const api = apiClient(options);
  const flows = await flowsByName(api);
  const ids = new Map([...flows].map(([name, { id }]) => [name, id]));
  const known = new Set(ids.values());
  const chosen = wanted.length === 0 ? [...ids.values()] : wanted.map((one) => ids.get(one) ?? one);
  for (const [index, id] of chosen.entries()) {
    if (!known.has(id)) throw new AppError('FLOW_NOT_FOUND', { id });
    const flow = await api.call(flowSchema, 'GET', `/flows/${id}`);
    if (index > 0) print('---');
    print(stringify(flow.document).trimEnd());
  }
}
