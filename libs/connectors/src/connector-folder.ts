import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  AppError,
  connectorCaseSchema,
  faultsOf,
  isJsonObject,
  manifestSchema,
  parseJson,
  summarise,
  type ConnectorCase,
  type Manifest,
} from '@millrace/model';
import type { z } from 'zod';
import { readYaml } from './manifest-yaml.ts';

/** What a connector's folder holds. */
export interface ConnectorFolder {
  manifest: Manifest;
  cases: readonly (ConnectorCase & { file: string })[];
}

/**
 * Reads `connector.yaml`, `icon.svg`, the samples it names (`body: { $sample: order.json, with: { … } }`) and
 * `cases/*.yaml` of a folder. Throws CONNECTOR_INVALID naming what does not fit, and where.
 */
export function readConnectorFolder(folder: string): ConnectorFolder {
  const file = join(folder, 'connector.yaml');
  const [document] = readYaml(file, readFileSync(file, 'utf8'));
  const icon = join(folder, 'icon.svg');
  const whole = withSamples(folder, {
    ...(isJsonObject(document) ? document : {}),
    ...(existsSync(icon) ? { icon: readFileSync(icon, 'utf8').trim() } : {}),
  });
  return { manifest: valid(manifestSchema, file, whole), cases: readCases(join(folder, 'cases')) };
}

function readCases(folder: string): ConnectorFolder['cases'] {
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder).filter((name) => name.endsWith('.yaml'));
  return names.sort().flatMap((name) => {
    const file = join(folder, name);
    const documents = readYaml(file, readFileSync(file, 'utf8'));
    return documents
      .flat()
      .map((one) => ({ file: name, ...valid(connectorCaseSchema, file, one) }));
  });
}

/** A sample of a trigger may stand in a file of its own, under samples/. */
function withSamples(folder: string, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => withSamples(folder, item));
  if (!isJsonObject(value)) return value;
  const name = value['$sample'];
  if (typeof name === 'string') {
    const sample = parseJson(readFileSync(join(folder, 'samples', name), 'utf8'));
    const changes = value['with'];
    return isJsonObject(sample) && isJsonObject(changes) ? { ...sample, ...changes } : sample;
  }
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [key, withSamples(folder, member)]),
  );
}

function valid<T>(schema: z.ZodType<T>, id: string, value: unknown): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new AppError('CONNECTOR_INVALID', { id, reason: summarise(faultsOf(parsed.error)) });
}
