import { Module } from '@nestjs/common';
import { EventsModule } from '../events/events.module.ts';
import { WorkerModule } from '../worker/worker.module.ts';
import { WorkerService } from '../worker/worker.service.ts';
import { Acceptor } from './acceptor.ts';
import { DISPATCH } from './dispatch.ts';
import { EventLog } from './event-log.ts';
import { PostgresAcceptor } from './postgres-acceptor.ts';

@Module({
  imports: [EventsModule, WorkerModule],
  providers: [
    EventLog,
    { provide: DISPATCH, useExisting: WorkerService },
    { provide: Acceptor, useClass: PostgresAcceptor },
  ],
  exports: [Acceptor],
})
export class AcceptanceModule {}
