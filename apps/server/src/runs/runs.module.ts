import { Module } from '@nestjs/common';
import { FlowsModule } from '../flows/flows.module.ts';
import { RunHistoryModule } from './run-history.module.ts';
import { RunController } from './run.controller.ts';
import { RunService } from './run.service.ts';
import { RunStarter } from './run-starter.service.ts';

@Module({
  imports: [RunHistoryModule, FlowsModule],
  controllers: [RunController],
  providers: [RunService, RunStarter],
  exports: [RunService, RunStarter],
})
export class RunsModule {}
