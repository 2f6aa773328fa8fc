import { connectorOf, type Connector } from '@millrace/connector-kit';
import { readManifests } from './catalogue.ts';
import { http } from './http/http.connector.ts';

export { BUILT, readManifests } from './catalogue.ts';

/** Every connector of this Millrace: those that are code, and those that are data. */
export const CONNECTORS: readonly Connector[] = [
  http,
  ...readManifests(import.meta.dirname).map(connectorOf),
];
