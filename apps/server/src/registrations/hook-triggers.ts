import { Inject, Injectable } from '@nestjs/common';
import type { ConnectorInfo, TriggerInfo } from '@millrace/model';
import { pinnedRegistrar, type HookRegistrar } from '@millrace/connector-kit';
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
    @Inject(CatalogueService) private readonly catalogue: CatalogueService,
    @Inject(Slices) private readonly slices: Slices,
  ) {}

  /** The same as it was when a flow was published. Throws RUN_DATA_GONE and HOST_NOT_ALLOWED. */
  async pinned(source: string, hash: string | null): Promise<HookTrigger | undefined> {
    const [connectorId = ''] = source.split('.');
    const connector = this.catalogue.find(connectorId);
    if (connector === undefined || hash === null) return this.find(source);
    if (this.slices.newest('trigger', source)?.hash === hash) return this.find(source);
    const slice = await this.slices.byHash(hash);
    const registrar = pinnedRegistrar(this.catalogue.connector(connectorId), slice);
    const info = connector.triggers.find(({ id }) => id === slice.id);
    return registrar === undefined ? undefined : { registrar, connector, info };
  }

  /** Undefined for a source that is set up by hand, or that this server does not have. */
  find(source: string): HookTrigger | undefined {
    const [connectorId = '', triggerId = ''] = source.split('.');
    const info = this.catalogue.find(connectorId)?.triggers.find(({ id }) => id === triggerId);
    if (info === undefined) return undefined;
    const { registrar: registrarOf, manifest: connector } = this.catalogue.connector(connectorId);
    const registrar = registrarOf?.(triggerId);
    return registrar === undefined ? undefined : { registrar, connector, info };
  }
}
