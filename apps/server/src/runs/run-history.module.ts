import { Module } from '@nestjs/common';
import { RunInserter } from './run-inserter.ts';
import { RunReplies } from './run-replies.ts';
import { RunStore } from './run.store.ts';

/** Runs that were, for whoever needs no more of them. */
@Module({
  providers: [RunStore, RunReplies, RunInserter],
  exports: [RunStore, RunReplies, RunInserter],
})
export class RunHistoryModule {}
