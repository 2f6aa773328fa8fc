import { Inject, Injectable } from '@nestjs/common';
import type { ConnectorInfo, TriggerInfo } from '@millrace/model';
import { pinnedRegistrar, type HookRegistrar } from '@millrace/connector-kit';
import { splitId } from '../catalogue/catalogue.ts';
import { CatalogueService } from '../catalogue/catalogue.service.ts';
import { Slices } from '../catalogue/slices.service.ts';

/** A trigger whose webhook Millrace can set up. */
export interface HookTrigger {
  registrar: HookRegistrar;
  connector: ConnectorInfo;
  /** Undefined for one that the newest version of its connector has no more. */
  info: TriggerInfo | undefined;
}

/** Where the trigger of a source is looked up for its set-up. */
@Injectable()
export class HookTriggers {
  constructor(
    @Inject(CatalogueService) private readonly catalogues: CatalogueService,
    @Inject(Slices) private readonly slices: Slices,
  ) {}

  /** The same as it was when a flow was published. Throws RUN_DATA_GONE and HOST_NOT_ALLOWED. */
  async pinned(
    workspaceId: string,
    source: string,
    hash: string | null,
  ): Promise<HookTrigger | undefined> {
    const catalogue = await this.catalogues.of(workspaceId);
    const [connectorId] = splitId(source);
    const connector = catalogue.find(connectorId);
    if (connector === undefined || hash === null) return this.find(workspaceId, source);
    if (this.slices.newest(catalogue, 'trigger', source)?.hash === hash) {
      return this.find(workspaceId, source);
    }
    const slice = await this.slices.byHash(hash);
    const registrar = pinnedRegistrar(catalogue.connector(connectorId), slice);
    const info = connector.triggers.find(({ id }) => id === slice.id);
    return registrar === undefined ? undefined : { registrar, connector, info };
  }

  /** Undefined for a source that is set up by hand, or that the workspace does not have. */
  async find(workspaceId: string, source: string): Promise<HookTrigger | undefined> {
    const catalogue = await this.catalogues.of(workspaceId);
    const info = catalogue.findTrigger(source);
    if (info === undefined) return undefined;
    const [connectorId, triggerId] = splitId(source);
    const { registrar: registrarOf, manifest: connector } = catalogue.connector(connectorId);
    const registrar = registrarOf?.(triggerId);
    return registrar === undefined ? undefined : { registrar, connector, info };
  }
}
