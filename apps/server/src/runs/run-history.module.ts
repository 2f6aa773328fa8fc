import { Module } from '@nestjs/common';
import { RunHistory } from './run-history.service.ts';
import { RunStore } from './run.store.ts';

/** Runs that were: below flows, which show what they did lately. */
@Module({ providers: [RunStore, RunHistory], exports: [RunStore, RunHistory] })
export class RunHistoryModule {}
