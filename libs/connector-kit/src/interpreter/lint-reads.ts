import { nearest, pointer, type Condition, type Fault, type Mapping } from '@millrace/model';
import { compilePath, conditionReads, firstName, mappingReads } from '@millrace/mapping';

/** What mappings at a place may read: first names of paths, and the members of `input` and `connection`. */
export interface Scope {
  names: ReadonlySet<string>;
  /** Undefined where the input is free. */
  input: ReadonlySet<string> | undefined;
  connection: ReadonlySet<string>;
  /** Steps that were answered before. */
  steps: ReadonlySet<string>;
}

/** A place in the manifest, as the keys that lead there. */
export type Place = readonly (string | number)[];

/** A scope that sees more names. */
export function seeing(scope: Scope, ...names: string[]): Scope {
  return { ...scope, names: new Set([...scope.names, ...names]) };
}

/** What is wrong with the paths of a mapping. */
export function lintMapping(mapping: Mapping | undefined, scope: Scope, place: Place): Fault[] {
  if (mapping === undefined) return [];
  return read(place, () => mappingReads(mapping).map(({ path }) => path), scope);
}

/** What is wrong with the paths of a condition. */
export function lintCondition(
  condition: Condition | undefined,
  scope: Scope,
  place: Place,
): Fault[] {
  if (condition === undefined) return [];
  return read(place, () => conditionReads(condition).map(({ path }) => path), scope);
}

/** What is wrong with a path that stands alone. */
export function lintPath(
  path: string | undefined,
  scope: Scope | undefined,
  place: Place,
): Fault[] {
  if (path === undefined) return [];
  try {
    compilePath(path);
  } catch (error) {
    return [fault(place, messageOf(error))];
  }
  return scope === undefined ? [] : checkPath(path, scope, place);
}

function read(place: Place, paths: () => string[], scope: Scope): Fault[] {
  try {
    return [...new Set(paths())].flatMap((path) => lintPath(path, scope, place));
  } catch (error) {
    return [fault(place, messageOf(error))];
  }
}

function checkPath(path: string, scope: Scope, place: Place): Fault[] {
  const name = firstName(path);
  if (name === undefined) return [];
  if (!scope.names.has(name)) {
    return [
      fault(
        place,
        `${path} begins with "${name}", which is not seen here.${meant(name, scope.names)}`,
      ),
    ];
  }
  const known = { input: scope.input, connection: scope.connection, steps: scope.steps }[name];
  const [, member] = MEMBER.exec(path) ?? [];
  if (known === undefined || member === undefined || known.has(member)) return [];
  return [fault(place, `${path}: ${name} has no "${member}".${meant(member, known)}`)];
}

const MEMBER = /^\$(?:\.\w+|\['\w+'\])(?:\.([\w-]+)|\['([^']+)'\])/;

function meant(name: string, known: ReadonlySet<string>): string {
  const close = nearest(name, [...known]);
  return close === undefined ? '' : ` Did you mean "${close}"?`;
}

/** A fault at a place. */
export function fault(place: Place, message: string): Fault {
  return { path: pointer(place.map(String)), message };
}

/** The words of an error. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
