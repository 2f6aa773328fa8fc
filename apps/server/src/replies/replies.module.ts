import { Module } from '@nestjs/common';
import { RunHistoryModule } from '../runs/run-history.module.ts';
import { ReplyHub } from './reply-hub.ts';
import { RunAnswers } from './run-answers.ts';

@Module({
  imports: [RunHistoryModule],
  providers: [ReplyHub, RunAnswers],
  exports: [RunAnswers],
})
export class RepliesModule {}
