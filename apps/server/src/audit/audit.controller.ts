import { Controller, Get, Inject, Query } from '@nestjs/common';
import { auditListSchema, auditQuerySchema, type AuditQuery } from '@millrace/model';
import type { z } from 'zod';
import type { Actor } from '../access/actor.ts';
import { Caller } from '../http/caller.ts';
import { Describe } from '../http/describe.ts';
import { LeastRole } from '../http/least-role.ts';
import { AuditService } from './audit.service.ts';

/** Who changed what. */
@Controller('audit')
export class AuditController {
  constructor(@Inject(AuditService) private readonly audit: AuditService) {}

  @Get()
  @LeastRole('owner')
  @Describe({ summary: 'Who changed what and when, newest first', response: auditListSchema })
  list(
    @Caller() caller: Actor,
    @Query({ schema: auditQuerySchema }) query: AuditQuery,
  ): Promise<z.infer<typeof auditListSchema>> {
    return this.audit.list(caller, query);
  }
}
