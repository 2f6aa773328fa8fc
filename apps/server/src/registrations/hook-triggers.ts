import { Inject, Injectable } from '@nestjs/common';
import type { ConnectorInfo, TriggerInfo } from '@millrace/model';
import type { HookRegistrar } from '@millrace/connector-kit';
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
  constructor(@Inject(CatalogueService) private readonly catalogue: CatalogueService) {}

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
