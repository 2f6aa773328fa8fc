import { Module } from '@nestjs/common';
import { RunHistory } from './run-history.service.ts';
import { RunReplies } from './run-replies.ts';
import { RunStore } from './run.store.ts';

/** Runs that were: below flows, which show what they did lately. */
@Module({
  providers: [RunStore, RunHistory, RunReplies],
  exports: [RunStore, RunHistory, RunReplies],
})
export class RunHistoryModule {}
