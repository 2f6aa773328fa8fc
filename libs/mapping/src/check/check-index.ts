import type { PathMapping, Take } from '@millrace/model';
import { parsePath } from '../path/path-syntax.ts';
import { singularStep, singularSteps, type Segment } from '../path/path-tree.ts';
import { shareOf, typesOf } from '../schema/data-schema.ts';
import { reachedPlaces } from '../schema/read-schema.ts';
import { compiles } from './compiles.ts';
import { named } from './fix-comparison.ts';
import type { MappingPlace } from './flow-facts.ts';

/** A position behind which only names come: `[0].value["a key"]`. */
const POSITION =
  /\[\s*(0|-1)\s*\](?<rest>(?:\s*(?:\.[^.[\]\s]+|\[\s*(?:'[^']*'|"[^"]*")\s*\]))*)\s*$/;

/**
 * Reports a position behind a part that can select many, where no list is: `[?@.k == 'v'].value[0]`
 * asks each value for its first item, not for the first value. False when there is one.
 */
export function checkIndex(place: MappingPlace, mapping: PathMapping): boolean {
  const { report, field, label, scope } = place;
  const { $path: text } = mapping;
  const reached = reachedPlaces(scope, parsePath(text));
  const first = reached.findIndex(({ segment }) => singularStep(segment) === undefined);
  if (first < 0) return true;
  const index = reached.findIndex(
    ({ segment, at }, position) =>
      position > first && isPosition(segment) && at !== undefined && !mayBeList(at),
  );
  const found = reached[index];
  if (found?.at === undefined) return true;
  const fixed = withoutPosition(text, index);
  const written = POSITION.exec(text)?.[1] ?? '0';
  const take: Take = written === '-1' ? 'last' : 'first';
  report.add({
    kind: 'index_of_each',
    severity: 'error',
    ...{ field, path: text, share: 1 },
    message: `${label}: ${text} gives an empty list: the position asks each value the path finds for an item of its own, and each is ${named(found.at)}.`,
    hint: `To get the ${take} of the values, leave the position out and take the ${take} one.`,
    ...(fixed !== undefined &&
      report.fix(`Take the ${take} value found`, field, { ...mapping, $path: fixed, take })),
  });
  return false;
}

function isPosition({ descendant, selectors }: Segment): boolean {
  return !descendant && selectors.length === 1 && selectors[0]?.kind === 'index';
}

function mayBeList(schema: Parameters<typeof typesOf>[0]): boolean {
  return schema.open || typesOf(schema).length === 0 || shareOf(schema, 'list') > 0;
}

/** The path without the position at a segment; undefined where that is not the last but for names. */
function withoutPosition(text: string, index: number): string | undefined {
  const rest = POSITION.exec(text)?.groups?.['rest'];
  if (rest === undefined) return undefined;
  const start = POSITION.exec(text)?.index ?? 0;
  const fixed = (text.slice(0, start) + rest).trim();
  if (!compiles(fixed)) return undefined;
  const [before, after] = [parsePath(text), parsePath(fixed)];
  const isSame = after.length === before.length - 1 && index === before.length - 1 - names(rest);
  return isSame ? fixed : undefined;
}

/** How many names a rest of a path has. */
function names(rest: string): number {
  return singularSteps(parsePath(`$${rest}`))?.length ?? 0;
}
