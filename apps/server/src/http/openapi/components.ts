import { isJsonObject, type JsonObject, type JsonValue } from '@millrace/model';
import { z } from 'zod';

const PLACE = '#/components/schemas/';

/** Collects the schemas of the document under `components`, so that recursive ones can refer there. */
export class Components {
  readonly schemas: JsonObject = {};

  /** Adds a schema by name and answers a reference to it. */
  add(name: string, schema: z.ZodType, io: 'input' | 'output'): JsonObject {
    this.schemas[name] = this.convert(name, schema, io);
    return { $ref: PLACE + name };
  }

  /** The JSON Schema itself; what it refers to is added under names that start with `name`. */
  convert(name: string, schema: z.ZodType, io: 'input' | 'output'): JsonObject {
    const parsed: unknown = JSON.parse(
      JSON.stringify(z.toJSONSchema(schema, { io, unrepresentable: 'any' })),
    );
    const { $defs = {}, ...whole } = isJsonObject(parsed) ? parsed : {};
    if (isJsonObject($defs)) {
      for (const [key, part] of Object.entries($defs)) {
        this.schemas[`${name}.${key}`] = relocate(part, name);
      }
    }
    return relocateMembers(whole, name);
  }
}

/** Turns references within one schema into references within the document. */
function relocate(value: JsonValue, name: string): JsonValue {
  if (Array.isArray(value)) return value.map((item) => relocate(item, name));
  if (!isJsonObject(value)) return value;
  return relocateMembers(value, name);
}

function relocateMembers(value: JsonObject, name: string): JsonObject {
  return Object.fromEntries(
    Object.entries(value)
      // OpenAPI 3.1 takes the dialect for granted.
      .filter(([key]) => key !== '$schema')
      .map(([key, member]) =>
        key === '$ref' && typeof member === 'string'
          ? [key, place(member, name)]
          : [key, relocate(member, name)],
      ),
  );
}

function place(reference: string, name: string): string {
  return reference === '#' ? PLACE + name : reference.replace('#/$defs/', `${PLACE}${name}.`);
}
