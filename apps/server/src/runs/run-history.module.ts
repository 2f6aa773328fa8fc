import { Module } from '@nestjs/common';
import { RunReplies } from './run-replies.ts';
import { RunStore } from './run.store.ts';

/** Runs that were, for whoever needs no more of them. */
@Module({
  providers: [RunStore, RunReplies],
  exports: [RunStore, RunReplies],
})
export class RunHistoryModule {}
