import { Inject, Injectable, RequestMethod } from '@nestjs/common';
import {
  HTTP_CODE_METADATA,
  METHOD_METADATA,
  PATH_METADATA,
  ROUTE_ARGS_METADATA,
  RouteParamtypes,
} from '@nestjs/common/internal';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import { isJsonObject, roleSchema } from '@millrace/model';
import { z } from 'zod';
import { descriptionOf } from '../describe.ts';
import { LEAST_ROLE } from '../least-role.ts';
import { PUBLIC } from '../public.ts';
import { API_PREFIX, isOutsidePrefix } from '../paths.ts';
import type { Route } from './route.ts';

/** Every route of the application, read from the decorators of its controllers. */
@Injectable()
export class RouteList {
  constructor(
    @Inject(DiscoveryService) private readonly discovery: DiscoveryService,
    @Inject(MetadataScanner) private readonly scanner: MetadataScanner,
  ) {}

  all(): Route[] {
    return this.discovery.getControllers().flatMap(({ metatype }) => {
      if (metatype === null) return [];
      const prototype: unknown = metatype.prototype;
      if (typeof prototype !== 'object') return [];
      return this.scanner
        .getAllMethodNames(prototype)
        .flatMap((name) => routesOf(metatype, Reflect.get(Object(prototype), name), name));
    });
  }
}

function routesOf(controller: object & { name: string }, handler: unknown, name: string): Route[] {
  if (typeof handler !== 'function') return [];
  const method = methodOf(read(METHOD_METADATA, handler));
  if (method === undefined) return [];
  const description = descriptionOf(handler);
  const parameters: unknown = Reflect.getMetadata(ROUTE_ARGS_METADATA, controller, name);
  const status = read(HTTP_CODE_METADATA, handler);
  const shared = {
    method,
    description,
    operationId: `${controller.name.replace(/Controller$/, '')}.${name}`,
    isPublic: (read(PUBLIC, handler) ?? read(PUBLIC, controller)) === true,
    leastRole: roleSchema.safeParse(read(LEAST_ROLE, handler)).data,
    status: typeof status === 'number' ? status : (description?.status ?? defaultStatus(method)),
    body: schemaOf(parameters, RouteParamtypes.BODY),
    query: schemaOf(parameters, RouteParamtypes.QUERY),
    unchecked: uncheckedOf(parameters),
  };
  return pathsOf(read(PATH_METADATA, controller)).flatMap((prefix) =>
    pathsOf(read(PATH_METADATA, handler)).map((path) => ({ ...shared, ...place(prefix, path) })),
  );
}

function read(key: string | symbol, target: object): unknown {
  return Reflect.getMetadata(key, target);
}

function methodOf(value: unknown): string | undefined {
  return typeof value === 'number' ? RequestMethod[value] : undefined;
}

function defaultStatus(method: string): number {
  return method === 'POST' ? 201 : 200;
}

function pathsOf(value: unknown): string[] {
  const paths: unknown[] = Array.isArray(value) ? value : [value];
  return paths.filter((path) => typeof path === 'string');
}

function place(prefix: string, path: string): Pick<Route, 'path' | 'tag' | 'pathParameters'> {
  const own = [...prefix.split('/'), ...path.split('/')].filter((part) => part !== '');
  const parts = isOutsidePrefix(own.join('/')) ? own : [...API_PREFIX.split('/'), ...own];
  const pathParameters = own.filter((part) => /^[:*]/.test(part)).map((part) => part.slice(1));
  const shown = parts.map((part) => (/^[:*]/.test(part) ? `{${part.slice(1)}}` : part));
  return { path: `/${shown.join('/')}`, tag: own[0]?.split('.', 1)[0] ?? 'api', pathParameters };
}

const CHECKED_KINDS = [RouteParamtypes.BODY, RouteParamtypes.QUERY, RouteParamtypes.PARAM];

function uncheckedOf(parameters: unknown): string[] {
  if (!isJsonObject(parameters)) return [];
  return Object.entries<unknown>(parameters).flatMap(([key, parameter]) => {
    const kind = CHECKED_KINDS.find((one) => key.startsWith(`${one}:`));
    if (kind === undefined || typeof parameter !== 'object' || parameter === null) return [];
    if ('schema' in parameter && parameter.schema instanceof z.ZodType) return [];
    const name = 'data' in parameter && typeof parameter.data === 'string' ? parameter.data : '';
    return [`its ${RouteParamtypes[kind].toLowerCase()} ${name}`.trim()];
  });
}

/** Nest keeps a handler's parameters by `<kind>:<position>`. */
function schemaOf(parameters: unknown, kind: RouteParamtypes): z.ZodType | undefined {
  if (!isJsonObject(parameters)) return undefined;
  for (const [key, parameter] of Object.entries<unknown>(parameters)) {
    if (!key.startsWith(`${kind}:`) || typeof parameter !== 'object' || parameter === null)
      continue;
    if ('schema' in parameter && parameter.schema instanceof z.ZodType) return parameter.schema;
  }
  return undefined;
}
