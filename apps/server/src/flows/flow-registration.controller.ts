import { Controller, HttpCode, Inject, Post } from '@nestjs/common';
import { registrationSchema, type Registration } from '@millrace/model';
import type { Actor } from '../access/actor.ts';
import { Caller } from '../http/caller.ts';
import { Describe } from '../http/describe.ts';
import { Id } from '../http/id.ts';
import { LeastRole } from '../http/least-role.ts';
import { RegistrationsService } from '../registrations/registrations.service.ts';
import { FlowService } from './flow.service.ts';

/** The webhook that a flow has at its application. */
@Controller('flows')
export class FlowRegistrationController {
  constructor(
    @Inject(FlowService) private readonly flows: FlowService,
    @Inject(RegistrationsService) private readonly registrations: RegistrationsService,
  ) {}

  @Post(':id/registration')
  @LeastRole('editor')
  @HttpCode(202)
  @Describe({
    summary:
      'Set up the webhook of a flow at its application now, or look whether it is still there; GET the flow for what came of it',
    response: registrationSchema,
    status: 202,
  })
  async hurry(@Caller() { workspaceId }: Actor, @Id() id: string): Promise<Registration> {
    const { document } = await this.flows.target(workspaceId, id);
    return this.registrations.hurry(workspaceId, { id, name: document.name });
  }
}
