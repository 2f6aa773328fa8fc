import { Module } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_PIPE, DiscoveryModule } from '@nestjs/core';
import { PeopleModule } from '../people/people.module.ts';
import { AccessGuard } from './access.guard.ts';
import { OpenApiController } from './openapi/openapi.controller.ts';
import { RouteList } from './openapi/route-list.ts';
import { ProblemFilter } from './problem.filter.ts';
import { SchemaPipe } from './schema.pipe.ts';

/** What holds for every route: closed by default, parsed by schema, errors as problems. */
@Module({
  imports: [PeopleModule, DiscoveryModule],
  controllers: [OpenApiController],
  providers: [
    { provide: APP_GUARD, useClass: AccessGuard },
    { provide: APP_PIPE, useClass: SchemaPipe },
    ProblemFilter,
    { provide: APP_FILTER, useExisting: ProblemFilter },
    RouteList,
  ],
})
export class HttpModule {}
