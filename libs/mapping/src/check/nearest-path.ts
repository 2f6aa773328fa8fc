import { nearestName } from '../path/nearest.ts';
import type { DataSchema } from '../schema/data-schema.ts';
import { readSteps, type DeadEnd, type SchemaStep } from '../schema/read-schema.ts';

/** How much of a schema is searched for a place. */
const MOST_LOOKED_AT = 1_000;
const DEEPEST = 6;
/** Up to `$.trigger.body` a path says only where to look. */
const START = 2;
/** Shorter words that differ are other words, not mistyped ones: AT and IT. */
const SHORTEST_TYPO = 4;
const FEW_LETTERS = 2;

/**
 * The path that was most likely meant by one that leads nowhere: a mistyped name, the first item of a
 * list, or the only place of that name at another level. Undefined when that is not clear.
 */
export function nearestPath(root: DataSchema, end: DeadEnd): SchemaStep[] | undefined {
  if (isOutsideOfLoop(end)) return undefined;
  return [...besides(end), ...elsewhere(root, end)].find((steps) => leads(root, steps));
}

/** The name a mistyped one stands for; undefined when it is rather another one. */
export function mistyped(word: string, names: Iterable<string>): string | undefined {
  const known = [...names];
  const same = known.find((name) => name !== word && fold(name) === fold(word));
  if (same !== undefined || known.includes(word)) return same;
  const near = word.length < SHORTEST_TYPO ? undefined : nearestName(word, known);
  if (near === undefined || Math.abs(near.length - word.length) > FEW_LETTERS) return undefined;
  return digits(near) === digits(word) ? near : undefined;
}

/** True for `$.item` and `$.index` where no loop is around. */
export function isOutsideOfLoop({ reached, wanted }: DeadEnd): boolean {
  return reached.length === 0 && (wanted === 'item' || wanted === 'index');
}

/** Paths that differ at the step that leads nowhere only. */
function besides({ place, reached, wanted, rest }: DeadEnd): SchemaStep[][] {
  if (typeof wanted === 'number') return [[...reached, ...rest]];
  if (typeof wanted !== 'string') return [];
  const name = nearestName(wanted, [...place.members.keys()]);
  return [
    ...(name === undefined ? [] : [[...reached, name, ...rest]]),
    ...(place.items === undefined ? [] : [[...reached, 0, wanted, ...rest]]),
  ];
}

/**
 * The only place with the same name, first below the dead end, then anywhere when the path is wrong from
 * its start; then that of the last name.
 */
function elsewhere(root: DataSchema, { place, reached, wanted, rest }: DeadEnd): SchemaStep[][] {
  const tails = [[wanted, ...rest], rest.slice(-1)].filter(
    (tail): tail is [string, ...SchemaStep[]] => typeof tail[0] === 'string',
  );
  return tails.flatMap((tail) => {
    const below = only(placesOf(place, tail).map((steps) => [...reached, ...steps]));
    const anywhere = reached.length > START ? undefined : only(placesOf(root, tail));
    return [below ?? anywhere].filter((steps) => steps !== undefined);
  });
}

/** The only one, or the only one of those that lie highest. */
function only(found: SchemaStep[][]): SchemaStep[] | undefined {
  const least = Math.min(...found.map(({ length }) => length));
  const highest = found.filter(({ length }) => length === least);
  return highest.length === 1 ? highest[0] : undefined;
}

/** Where in a schema a name, whatever its case and separators, is followed by these steps. */
function placesOf(
  root: DataSchema,
  [name, ...rest]: readonly [string, ...SchemaStep[]],
): SchemaStep[][] {
  const wanted = fold(name);
  const found: SchemaStep[][] = [];
  const open: { place: DataSchema; steps: SchemaStep[] }[] = [{ place: root, steps: [] }];
  for (let at = 0; at < Math.min(open.length, MOST_LOOKED_AT); at += 1) {
    const { place, steps } = open[at] ?? { place: root, steps: [] };
    if (steps.length >= DEEPEST) continue;
    for (const [key, member] of place.members) {
      const here = [...steps, key];
      if (isNamed(key, wanted) && leads(member, rest)) found.push([...here, ...rest]);
      if (member.members.size > 0) open.push({ place: member, steps: here });
    }
  }
  return found;
}

function leads(root: DataSchema, steps: readonly SchemaStep[]): boolean {
  if (steps.length === 0) return root.count > 0 || root.members.size > 0;
  const { end, share } = readSteps(root, steps);
  return end === undefined && share > 0;
}

function fold(name: string): string {
  return name.toLowerCase().replaceAll(/[_\- ]/g, '');
}

/** Separators only make a name longer. */
function isNamed(key: string, folded: string): boolean {
  return key.length >= folded.length && fold(key) === folded;
}

function digits(name: string): string {
  return name.replaceAll(/\D/g, '');
}
