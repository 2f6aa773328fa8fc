import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { RouteList } from './openapi/route-list.ts';
import type { Route } from './openapi/route.ts';

/** Refuses to start with a route that nobody thought about. */
@Injectable()
export class RouteAccess implements OnModuleInit {
  constructor(@Inject(RouteList) private readonly routes: RouteList) {}

  /** Throws an Error that names the first route without a role or with an unchecked parameter. */
  onModuleInit(): void {
    for (const route of this.routes.all()) {
      const fault = faultOf(route);
      if (fault !== undefined) throw new Error(`${route.method} ${route.path} ${fault}`);
    }
  }
}

function faultOf({ isPublic, leastRole, unchecked }: Route): string | undefined {
  if (isPublic && leastRole !== undefined)
    return 'is public and has a least role: say one of both.';
  if (!isPublic && leastRole === undefined)
    return 'is neither @Public() nor says its @LeastRole().';
  if (unchecked.length > 0) return `takes ${unchecked.join(', ')} without a schema.`;
  return undefined;
}
