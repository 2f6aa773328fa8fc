import { z } from 'zod';
import { conditionSchemaOf, type Condition } from './condition.ts';
import { isJsonNumber } from './exact-number.ts';
import { unknownKey } from './fault-message.ts';
import { placedFaults } from './fault.ts';
import { isJsonObject } from './json.ts';
import {
  codecSchema,
  encodedAsSchema,
  literalMappingSchema,
  mappingForm,
  missingSchema,
  pathMappingSchema,
  RESERVED_KEYS,
  templateMappingSchema,
  type Mapping,
} from './mapping.ts';
import { oneEditAway } from './one-edit-away.ts';

/** Deepest nesting of a mapping. */
const MAX_DEPTH = 32;

/** Most loops (`$each`, `$object`) inside one another. */
export const MAX_LOOPS = 3;

/** Longest name an item can be given. */
const MAX_NAME_LENGTH = 64;

/** What data is called elsewhere: an item of such a name would hide it. */
const TAKEN_NAMES: ReadonlySet<string> = new Set([
  'index',
  'trigger',
  'flow',
  'run',
  'steps',
  'input',
  'connection',
  'page',
  'call',
  'answer',
  'search',
  'hook',
  'kept',
  'event',
  'cursor',
]);

const itemNameSchema = z
  .string()
  .max(MAX_NAME_LENGTH)
  .regex(/^[a-z][A-Za-z0-9_]*$/, { error: 'Give a name such as row: letters, digits and _.' })
  .refine((name) => !TAKEN_NAMES.has(name), {
    error: 'Other data has this name. Give another one, such as row.',
  });

/** Who writes a mapping: `$encode` is known in manifests of connectors only. */
type Dialect = 'flow' | 'manifest';

/** The schema of a mapping in a flow; faults carry the path of the offending member. */
export const mappingSchema = schemaAt('flow', 0);

/** The schema of a mapping in a manifest: all that flows know, and `$encode`. */
export const manifestMappingSchema = schemaAt('manifest', 0);

/** The schema of a condition; its faults are those of the form that was meant. */
export const conditionSchema = conditionSchemaOf(mappingSchema);

/** The schema of a condition over the mappings of manifests. */
export const manifestConditionSchema = conditionSchemaOf(manifestMappingSchema);

function schemaAt(dialect: Dialect, loops: number): z.ZodType<Mapping> {
  return z
    .custom<Mapping>()
    .superRefine((value, ctx) => {
      check(value, [], { dialect, loops, ctx });
    })
    .meta({ description: 'A value, { $path }, { $template }, another form, or a tree of these.' });
}

type Path = PropertyKey[];

/** A check under way: in whose mapping, inside how many loops, and where faults go. */
interface Walk {
  dialect: Dialect;
  loops: number;
  ctx: { addIssue(issue: { code: 'custom'; path: Path; message: string }): void };
}

function check(value: unknown, path: Path, walk: Walk): void {
  if (path.length > MAX_DEPTH) {
    return add(walk, path, `Mappings nest at most ${MAX_DEPTH} deep.`);
  }
  const form = mappingForm(value);
  if (form === 'path') return checkLeaf(pathMappingSchema, value, path, walk);
  if (form === 'template') return checkLeaf(templateMappingSchema, value, path, walk);
  if (form === 'literal') return checkLeaf(literalMappingSchema, value, path, walk);
  if (Array.isArray(value)) {
    value.forEach((item, index) => check(item, [...path, index], walk));
    return;
  }
  if (!isJsonObject(value)) {
    if (!isScalar(value)) add(walk, path, 'Give a value, a $path or a $template.');
    return;
  }
  if (form === 'object' || form === 'value' || form === 'list') checkMembers(value, path, walk);
  else checkForm(form, value, path, walk);
}

function checkMembers(value: object, path: Path, walk: Walk): void {
  for (const [key, member] of Object.entries(value)) {
    const meant = key.startsWith('$')
      ? RESERVED_KEYS.find((one) => oneEditAway(key, one))
      : undefined;
    if (meant === undefined) check(member, [...path, key], walk);
    else {
      const message = `${unknownKey(key, [meant])} Data with such a key stands in $literal.`;
      add(walk, [...path, key], message);
    }
  }
}

/** What a member of a form is. */
interface Member {
  optional?: true;
  check: (value: unknown, path: Path, walk: Walk) => void;
}

const MAPPING: Member = { check };
const INSIDE: Member = {
  check: (value, path, walk) => {
    check(value, path, { ...walk, loops: walk.loops + 1 });
  },
};
const MAPPINGS: Member = {
  check: (value, path, walk) => {
    if (Array.isArray(value)) check(value, path, walk);
    else add(walk, path, 'Give a list of mappings.');
  },
};
const WHERE: Member = {
  optional: true,
  check: (value, path, walk) => {
    checkLeaf(whereSchema(walk.dialect, walk.loops + 1), value, path, walk);
  },
};

function leaf(schema: z.ZodType): Member {
  return {
    check: (value, path, walk) => {
      checkLeaf(schema, value, path, walk);
    },
  };
}

const MEMBERS = {
  each: {
    $each: MAPPING,
    do: INSIDE,
    as: { ...leaf(itemNameSchema), optional: true },
    where: WHERE,
  },
  entries: { $object: MAPPING, key: INSIDE, value: INSIDE },
  merge: { $merge: MAPPINGS },
  pick: { $pick: MAPPING, key: MAPPING, missing: { ...leaf(missingSchema), optional: true } },
  encode: {
    $encode: leaf(codecSchema),
    of: MAPPING,
    as: { ...leaf(encodedAsSchema), optional: true },
  },
} as const satisfies Readonly<Record<string, Readonly<Record<string, Member>>>>;

function checkForm(form: keyof typeof MEMBERS, value: object, path: Path, walk: Walk): void {
  if (form === 'encode' && walk.dialect === 'flow') {
    const message = '"$encode" is known in manifests of connectors only, not in flows.';
    return add(walk, [...path, '$encode'], message);
  }
  if ((form === 'each' || form === 'entries') && walk.loops >= MAX_LOOPS) {
    return add(walk, path, `$each and $object nest at most ${MAX_LOOPS} deep.`);
  }
  const members: ReadonlyMap<string, Member> = new Map(Object.entries(MEMBERS[form]));
  for (const [key, member] of Object.entries(value)) {
    const known = members.get(key);
    if (known === undefined) add(walk, [...path, key], unknownKey(key, members.keys()));
    else if (member !== undefined) known.check(member, [...path, key], walk);
  }
  for (const [key, { optional }] of members) {
    const given = Object.entries(value).some(
      ([one, member]) => one === key && member !== undefined,
    );
    if (optional !== true && !given) add(walk, [...path, key], `Give "${key}".`);
  }
}

const whereSchemas = new Map<string, z.ZodType<Condition>>();

/** The schema of a condition inside of loops, which may hold so many fewer itself. */
function whereSchema(dialect: Dialect, loops: number): z.ZodType<Condition> {
  const name = `${dialect} ${loops}`;
  const schema = whereSchemas.get(name) ?? conditionSchemaOf(schemaAt(dialect, loops));
  whereSchemas.set(name, schema);
  return schema;
}

function checkLeaf(schema: z.ZodType, value: unknown, path: Path, walk: Walk): void {
  const { error } = schema.safeParse(value);
  for (const fault of error === undefined ? [] : placedFaults(error)) {
    add(walk, [...path, ...fault.path], fault.message);
  }
}

function add({ ctx }: Walk, path: Path, message: string): void {
  ctx.addIssue({ code: 'custom', path, message });
}

function isScalar(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  return (
    value === null || isJsonNumber(value) || typeof value === 'string' || typeof value === 'boolean'
  );
}
