import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import {
  AppError,
  connectorCheckSchema,
  connectorInfoSchema,
  isJsonObject,
  ownConnectorSchema,
  pageOf,
  parseJson,
} from '@millrace/model';
import { manifestOfYaml, yamlOfManifest } from '@millrace/connectors';
import type { z } from 'zod';
import { apiClient, type ApiClient, type ClientOptions } from './api-client.ts';
import { print } from './print.ts';

type OwnConnector = z.infer<typeof ownConnectorSchema>;

const connectorListSchema = pageOf(connectorInfoSchema);

/** Says what is wrong with the manifests of files. Nothing is kept. */
export async function checkConnectorsCommand(
  files: readonly string[],
  options: ClientOptions,
): Promise<void> {
  const api = apiClient(options);
  for (const file of files) {
    const body = { manifest: await readManifest(file) };
    const { faults, count } = await api.call(
      connectorCheckSchema,
      'POST',
      '/connectors/check',
      body,
    );
    print(count === 0 ? `${file}: fits` : `${file}: ${count} faults`);
    for (const { path, message } of faults) print(`  ${path === '' ? '/' : path}: ${message}`);
    if (count > 0) process.exitCode = 1;
  }
}

/** Makes the connectors of the files exist in the workspace: each as a new one, or as its next version. */
export async function applyConnectorsCommand(
  files: readonly string[],
  options: ClientOptions,
): Promise<void> {
  const manifests = await Promise.all(files.map(readManifest));
  const api = apiClient(options);
  const known = await ownIds(api);
  for (const manifest of manifests) {
    const { id } = manifest;
    const before = typeof id === 'string' && known.has(id) ? await manifestOf(api, id) : undefined;
    const saved = await save(api, manifest, before);
    print(`${doneTo(before, saved)} ${saved.id} version ${saved.version}`);
    for (const host of saved.new_hosts) print(`  its accounts may now be used at ${host}`);
  }
}

/** Prints the manifest of a connector as YAML, which `connector apply` reads again. */
export async function exportConnectorCommand(id: string, options: ClientOptions): Promise<void> {
  const { manifest } = await manifestOf(apiClient(options), id);
  process.stdout.write(yamlOfManifest(manifest));
}

/** Refused when somebody else saved one since it was read. */
function save(
  api: ApiClient,
  manifest: object,
  before: OwnConnector | undefined,
): Promise<OwnConnector> {
  if (before === undefined)
    return api.call(ownConnectorSchema, 'POST', '/connectors', { manifest });
  const etag = { 'if-match': before.etag };
  return api.call(ownConnectorSchema, 'PUT', `/connectors/${before.id}`, { manifest }, etag);
}

function doneTo(before: OwnConnector | undefined, saved: OwnConnector): string {
  if (before === undefined) return 'created';
  return before.version === saved.version ? 'unchanged' : 'updated';
}

function manifestOf(api: ApiClient, id: string): Promise<OwnConnector> {
  return api.call(ownConnectorSchema, 'GET', `/connectors/${encodeURIComponent(id)}/manifest`);
}

/** The ids of the connectors that the workspace made. */
async function ownIds(api: ApiClient): Promise<Set<string>> {
  const ids = new Set<string>();
  let cursor: string | null = null;
  do {
    const after: string = cursor === null ? '' : `&cursor=${cursor}`;
    const page = await api.call(connectorListSchema, 'GET', `/connectors?limit=200${after}`);
    for (const { id, own } of page.items) if (own === true) ids.add(id);
    cursor = page.next;
  } while (cursor !== null);
  return ids;
}

/** Throws FILE_UNREADABLE and MANIFEST_UNREADABLE. */
async function readManifest(file: string): Promise<Record<string, unknown>> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw unreadable(file, error);
  });
  const value = extname(file).toLowerCase() === '.json' ? parsed(file, text) : manifestOfYaml(text);
  if (isJsonObject(value)) return value;
  throw unreadable(file, 'it holds no manifest');
}

function parsed(file: string, text: string): unknown {
  try {
    return parseJson(text);
  } catch (error) {
    throw unreadable(file, error);
  }
}

function unreadable(file: string, error: unknown): AppError {
  const reason = error instanceof Error ? error.message : String(error);
  return new AppError('FILE_UNREADABLE', { file, reason });
}
