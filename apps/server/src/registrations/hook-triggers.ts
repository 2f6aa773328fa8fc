import { Inject, Injectable } from '@nestjs/common';
import type { ConnectorInfo, TriggerInfo } from '@millrace/model';
import type { HookRegistrar } from '@millrace/connector-kit';
import { splitId } from '../catalogue/catalogue.ts';
import { CatalogueService } from '../catalogue/catalogue.service.ts';

/** A trigger whose webhook Millrace can set up. */
export interface HookTrigger {
  registrar: HookRegistrar;
  connector: ConnectorInfo;
  info: TriggerInfo;
}

/** The one place where the trigger of a source is looked up for its set-up. */
@Injectable()
export class HookTriggers {
  constructor(@Inject(CatalogueService) private readonly catalogues: CatalogueService) {}

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
