import { Global, Module } from '@nestjs/common';
import { AuditController } from './audit.controller.ts';
import { AuditService } from './audit.service.ts';
import { AuditStore } from './audit.store.ts';

/** Who changed what: every room that changes something writes it down here. */
@Global()
@Module({
  controllers: [AuditController],
  providers: [AuditStore, AuditService],
  exports: [AuditService],
})
export class AuditModule {}
