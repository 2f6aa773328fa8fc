import { connectorOf, type Connector } from '@millrace/connector-kit';
import type { Manifest } from '@millrace/model';
import { Catalogue } from '../catalogue/catalogue.ts';
import type { CatalogueService } from '../catalogue/catalogue.service.ts';

/** Lets a server that runs come with this version of a connector, as if it had started with it. */
export function ship(catalogues: CatalogueService, manifest: Manifest): void {
  shipConnector(catalogues, connectorOf(manifest));
}

/** The same for one that is made already. */
export function shipConnector(catalogues: CatalogueService, connector: Connector): void {
  const { shipped } = catalogues;
  const others = shipped.manifests().filter(({ id }) => id !== connector.manifest.id);
  const connectors = [...others.map(({ id }) => shipped.connector(id)), connector];
  Object.assign(catalogues, { shipped: new Catalogue(connectors) });
  const { ofWorkspaces } = catalogues as unknown as { ofWorkspaces: { clear(): void } };
  ofWorkspaces.clear();
}
