import { Module } from '@nestjs/common';
import { ManualModule } from './manual/manual.module.ts';
import { WebhookModule } from './webhook/webhook.module.ts';

/** Every source of events. A new one is a folder here and its line below. */
@Module({ imports: [WebhookModule, ManualModule] })
export class TriggersModule {}
