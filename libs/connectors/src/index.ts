import { connectorOf, type Connector, type Manifest } from '@millrace/connector-kit';
import { readManifests } from './catalogue.ts';
import { http } from './http/http.code.ts';
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

/** Every connector of this Millrace: those that are code, and those that are data. */
export const CONNECTORS: readonly Connector[] = readManifests(import.meta.dirname).map((one) =>
  (CODE[one.id] ?? connectorOf)(one),
);
