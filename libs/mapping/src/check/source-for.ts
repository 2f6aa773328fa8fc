import type { Field } from '@millrace/model';
import { compilePath } from '../path/compiled-path.ts';
import { pathOf } from '../path/path-text.ts';
import { isWeak, type DataSchema } from '../schema/data-schema.ts';

const MOST_LOOKED_AT = 2_000;

/** The path of the only value of the event that is surely right for a field: of its name, or the only address. */
export function sourceFor(scope: DataSchema, field: Field): string | undefined {
  const body = scope.members.get('trigger')?.members.get('body');
  if (body === undefined) return undefined;
  const found = fitting(body, field);
  const [only] = found;
  if (only === undefined || found.length > 1) return undefined;
  const path = pathOf(['trigger', 'body', ...only]);
  return compiles(path) ? path : undefined;
}

function fitting(body: DataSchema, field: Field): string[][] {
  const found: string[][] = [];
  const open: { place: DataSchema; steps: string[] }[] = [{ place: body, steps: [] }];
  for (let at = 0; at < Math.min(open.length, MOST_LOOKED_AT); at += 1) {
    const { place, steps } = open[at] ?? { place: body, steps: [] };
    for (const [key, member] of place.members) {
      if (member.present < 1) continue;
      if (isRight(key, member, field)) found.push([...steps, key]);
      open.push({ place: member, steps: [...steps, key] });
    }
  }
  return found;
}

function isRight(key: string, schema: DataSchema, field: Field): boolean {
  const { types, texts } = schema;
  if (types.string !== 1 || texts === undefined || texts.empty > 0) return false;
  if (field.type === 'email') return texts['email field'] === 1;
  const isText = field.type === 'string' || field.type === 'text';
  return isText && key === field.key && !isWeak(schema);
}

function compiles(path: string): boolean {
  try {
    return compilePath(path).singular;
  } catch {
    return false;
  }
}
