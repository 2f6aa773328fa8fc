import { Module } from '@nestjs/common';
import { FlowActivityService } from './flow-activity.service.ts';
import { FlowActivityStore } from './flow-activity.store.ts';

@Module({ providers: [FlowActivityStore, FlowActivityService], exports: [FlowActivityService] })
export class ActivityModule {}
