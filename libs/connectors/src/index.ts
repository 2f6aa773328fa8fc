import { connectorOf, type Connector, type Manifest } from '@millrace/connector-kit';
import { readManifests, readTiers } from './catalogue.ts';
import { http } from './http/http.code.ts';
import { withTiers } from './proof.ts';
import { postgresql } from './postgresql/postgresql.code.ts';
import { smtp } from './smtp/smtp.code.ts';
import { store } from './store/store.code.ts';

export { BUILT, readManifests } from './catalogue.ts';
export { manifestOfYaml, yamlOfManifest } from './manifest-yaml.ts';

/** Connectors whose manifest has code beside it, by id. */
const CODE: Readonly<Record<string, (manifest: Manifest) => Connector>> = {
  http,
  postgresql,
  smtp,
  store,
};

const MANIFESTS = readManifests(import.meta.dirname);
const TIERS_OF = readTiers(import.meta.dirname, MANIFESTS);

/** Every connector of this Millrace: those that are code, and those that are data. */
export const CONNECTORS: readonly Connector[] = MANIFESTS.map((one) =>
  withTier((CODE[one.id] ?? connectorOf)(one)),
);

function withTier(connector: Connector): Connector {
  const { manifest } = connector;
  return { ...connector, manifest: withTiers(manifest, TIERS_OF[manifest.id] ?? {}) };
}
