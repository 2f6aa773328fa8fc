import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseJson, TIERS, type Manifest } from '@millrace/model';
import { z } from 'zod';
import { readConnectorFolder } from './connector-folder.ts';
import { readProof, tiersOf, type Tiers } from './proof.ts';

/** The manifests in one file, as the build writes them beside the server's bundle. */
export const BUILT = 'connectors.json';
/** The tiers of their actions, by connector and action, beside it. */
export const BUILT_TIERS = 'tiers.json';

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

/** How far the actions of these connectors are proven, by connector. Throws CONNECTOR_INVALID. */
export function readTiers(
  root: string,
  manifests: readonly Manifest[],
): Readonly<Record<string, Tiers>> {
  const built = join(root, BUILT_TIERS);
  if (existsSync(built)) return tiersSchema.parse(parseJson(readFileSync(built, 'utf8')));
  return Object.fromEntries(
    manifests.map((one) => [one.id, tiersOf(one, readProof(join(root, one.id)))] as const),
  );
}

const tiersSchema = z.record(z.string(), z.record(z.string(), z.enum(TIERS)));

function asManifests(value: unknown): Manifest[] {
  return Array.isArray(value) ? value.filter(isManifest) : [];
}

function isManifest(value: unknown): value is Manifest {
  return typeof value === 'object' && value !== null && 'millrace_connector' in value;
}
