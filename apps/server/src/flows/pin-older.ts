import { Inject, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { isAppError } from '@millrace/model';
import { FlowActions } from './flow-actions.service.ts';
import { FlowDocuments } from './flow-documents.ts';
import { FlowStore } from './flow.store.ts';

/**
 * Pins live versions that were published before slices were kept, with the connectors of this start: a
 * later version of a connector then changes them no more. It finds nothing to do from the second start on.
 */
@Injectable()
export class PinOlder implements OnApplicationBootstrap {
  private readonly logger = new Logger(PinOlder.name);

  constructor(
    @Inject(FlowStore) private readonly store: FlowStore,
    @Inject(FlowDocuments) private readonly documents: FlowDocuments,
    @Inject(FlowActions) private readonly actions: FlowActions,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    for (const { flowId, version, workspaceId } of await this.store.unpinned()) {
      try {
        const document = await this.documents.readable(flowId, version);
        if (document === undefined) continue;
        const pins = await this.actions.pin(workspaceId, document);
        await this.store.pin(flowId, version, pins);
      } catch (error) {
        if (!isAppError(error)) throw error;
        this.logger.warn(`Version ${version} of flow ${flowId} was not pinned: ${error.message}`);
      }
    }
    this.documents.clear();
  }
}
