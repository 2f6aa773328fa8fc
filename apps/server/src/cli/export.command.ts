import { AppError, flowSchema } from '@millrace/model';
import { apiClient, type ClientOptions } from './api-client.ts';
import { allFlows } from './apply.command.ts';
import { yamlOf } from './flow-file.ts';
import { print } from './print.ts';

/**
 * Prints the drafts of flows as YAML documents, which `apply` reads again. They come by name, with
 * keys in the order of the schema: the same flows give the same bytes wherever they are exported.
 */
export async function exportCommand(
  wanted: readonly string[],
  options: ClientOptions,
): Promise<void> {
  const api = apiClient(options);
  const flows = await allFlows(api);
  const unknown = wanted.find((one) => !flows.some(({ id, name }) => one === id || one === name));
  if (unknown !== undefined) throw new AppError('FLOW_NOT_FOUND', { id: unknown });
  const chosen = flows.filter(
    ({ id, name }) => wanted.length === 0 || wanted.includes(id) || wanted.includes(name),
  );
  for (const [index, { id }] of chosen.entries()) {
    const flow = await api.call(flowSchema, 'GET', `/flows/${id}`);
    if (index > 0) print('---');
    // It ends with a line break; one more or less would change a text that ends with some.
    process.stdout.write(yamlOf(flow.document));
  }
}
