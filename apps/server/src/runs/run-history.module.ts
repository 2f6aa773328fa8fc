import { Module } from '@nestjs/common';
import { RunInserter } from './run-inserter.ts';
import { RunHistory } from './run-history.service.ts';
import { RunReplies } from './run-replies.ts';
import { RunStore } from './run.store.ts';

/** Runs that were: below flows, which show what they did lately. */
@Module({
  providers: [RunStore, RunHistory, RunReplies, RunInserter],
  exports: [RunStore, RunHistory, RunReplies, RunInserter],
})
export class RunHistoryModule {}
