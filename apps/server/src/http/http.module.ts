import { Module } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_INTERCEPTOR, APP_PIPE, DiscoveryModule } from '@nestjs/core';
import { AccessGuard } from './access.guard.ts';
import { BodyInterceptor } from './body.interceptor.ts';
import { OpenApiController } from './openapi/openapi.controller.ts';
import { RouteList } from './openapi/route-list.ts';
import { ProblemFilter } from './problem.filter.ts';
import { RouteAccess } from './route-access.ts';
import { SchemaPipe } from './schema.pipe.ts';

/**
 * What holds for every route, in this order: closed by default, its body read only then, parsed by
 * schema, errors as problems.
 */
@Module({
  imports: [DiscoveryModule],
  controllers: [OpenApiController],
  providers: [
    { provide: APP_GUARD, useClass: AccessGuard },
    { provide: APP_INTERCEPTOR, useClass: BodyInterceptor },
    { provide: APP_PIPE, useClass: SchemaPipe },
    ProblemFilter,
    { provide: APP_FILTER, useExisting: ProblemFilter },
    RouteList,
    RouteAccess,
  ],
})
export class HttpModule {}
