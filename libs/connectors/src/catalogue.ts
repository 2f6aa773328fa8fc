import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseJson, type Manifest } from '@millrace/model';
import { readConnectorFolder } from './connector-folder.ts';

/** The manifests in one file, as the build writes them beside the server's bundle. */
export const BUILT = 'connectors.json';

/** The folders of connectors that are data. */
export function connectorFolders(root: string): string[] {
  return readdirSync(root)
    .filter((name) => existsSync(join(root, name, 'connector.yaml')))
    .map((name) => join(root, name));
}

/**
 * The manifests of all connectors that are data: those of the build where there is one, which were
 * checked when it was made, otherwise those of the folders. Throws CONNECTOR_INVALID.
 */
export function readManifests(root: string): Manifest[] {
  const built = join(root, BUILT);
  if (existsSync(built)) return asManifests(parseJson(readFileSync(built, 'utf8')));
  return connectorFolders(root).map((folder) => readConnectorFolder(folder).manifest);
}

function asManifests(value: unknown): Manifest[] {
  return Array.isArray(value) ? value.filter(isManifest) : [];
}

function isManifest(value: unknown): value is Manifest {
  return typeof value === 'object' && value !== null && 'millrace_connector' in value;
}
