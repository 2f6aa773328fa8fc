import { isJsonObject, problemSchema, type JsonObject } from '@millrace/model';
import { Components } from './components.ts';
import type { Route } from './route.ts';

const PROBLEM = 'Problem';

/** The OpenAPI 3.1 description of the routes. */
export function openApiDocument(routes: readonly Route[], publicUrl: string): JsonObject {
  const components = new Components();
  components.add(PROBLEM, problemSchema, 'output');
  const paths: Record<string, JsonObject> = {};
  for (const route of routes) {
    const operations = (paths[route.path] ??= {});
    operations[route.method.toLowerCase()] = operationOf(route, components);
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Millrace',
      version: '1',
      description:
        'Every error is a problem document (RFC 9457) whose code, detail and hint say what to do.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: publicUrl }],
    security: [{ apiKey: [] }, { session: [] }],
    paths,
    components: {
      schemas: components.schemas,
      securitySchemes: {
        apiKey: { type: 'http', scheme: 'bearer' },
        session: { type: 'apiKey', in: 'cookie', name: 'millrace.session_token' },
      },
    },
  };
}

function operationOf(route: Route, components: Components): JsonObject {
  const { operationId, description, body } = route;
  return {
    operationId,
    tags: [route.tag],
    summary: description?.summary ?? operationId,
    ...(route.isPublic ? { security: [] } : {}),
    ...(route.leastRole === undefined ? {} : { 'x-role': route.leastRole }),
    parameters: parametersOf(route, components),
    ...(body === undefined
      ? {}
      : {
          requestBody: {
            required: true,
            content: json(components.add(`${operationId}.request`, body, 'input')),
          },
        }),
    responses: {
      [route.status]: answerOf(route, components),
      default: {
        description: 'What went wrong, and what to do.',
        content: {
          'application/problem+json': { schema: { $ref: `#/components/schemas/${PROBLEM}` } },
        },
      },
    },
  };
}

function answerOf({ operationId, description }: Route, components: Components): JsonObject {
  if (description?.stream === true) {
    return {
      description: 'A stream of server-sent events.',
      content: { 'text/event-stream': { schema: { type: 'string' } } },
    };
  }
  if (description?.file === true) {
    return {
      description: 'The file.',
      content: { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } },
    };
  }
  if (description?.response === undefined) return { description: 'Done.' };
  const schema = components.add(`${operationId}.answer`, description.response, 'output');
  return { description: 'Done.', content: json(schema) };
}

function parametersOf(
  { pathParameters, query, operationId }: Route,
  components: Components,
): JsonObject[] {
  const inPath = pathParameters.map((name) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
  if (query === undefined) return inPath;
  const schema = components.convert(`${operationId}.query`, query, 'input');
  if (!isJsonObject(schema['properties'])) return inPath;
  const required = Array.isArray(schema['required']) ? schema['required'] : [];
  const inQuery = Object.entries(schema['properties']).map(([key, property]) => ({
    name: key,
    in: 'query',
    required: required.includes(key),
    schema: property,
  }));
  return [...inPath, ...inQuery];
}

function json(schema: JsonObject): JsonObject {
  return { 'application/json': { schema } };
}
