import { isJsonObject, type JsonValue } from '@millrace/model';
import type { PathStep } from '../path/compiled-path.ts';
import type { BlockStatement } from './handlebars-parser.js';
import {
  calledName,
  compileExpression,
  type Around,
  type Computed,
} from './template-expression.ts';
import type { Found, Loop, Rendering, Scope } from './template-scope.ts';
import { isTruthy } from './template-truth.ts';
import { unsupported } from './template-unsupported.ts';

/** Writes a part of the template. */
export type Write = (rendering: Rendering, scope: Scope) => void;

interface BlockParts {
  subject: Computed;
  names: readonly string[];
  main: Write;
  otherwise: Write | undefined;
}

interface BlockKind {
  /** Block parameters it gives, as in `as |item index|`. */
  names: number;
  loops: boolean;
  compile: (parts: BlockParts) => Write;
}

const NOTHING: Write = () => undefined;

const BLOCKS: ReadonlyMap<string, BlockKind> = new Map<string, BlockKind>([
  ['if', { names: 0, loops: false, compile: (parts) => choose(parts, true) }],
  ['unless', { names: 0, loops: false, compile: (parts) => choose(parts, false) }],
  ['with', { names: 1, loops: false, compile: compileWith }],
  ['each', { names: 2, loops: true, compile: compileEach }],
]);

type CompileProgram = (program: BlockStatement['program'], around: Around) => Write | undefined;

/** Compiles a block; any other than the four of the table is refused. */
export function compileBlock(
  block: BlockStatement,
  around: Around,
  compileProgram: CompileProgram,
): Write {
  const name = calledName(block);
  const kind = BLOCKS.get(name);
  const [subject] = block.params;
  if (kind === undefined) throw unsupported(`the block "#${name}"`, block, around.text);
  if (block.hash) throw unsupported(`named parameters in "#${name}"`, block, around.text);
  if (subject === undefined || block.params.length !== 1) {
    throw unsupported(
      `"#${name}" with ${block.params.length} values instead of 1`,
      block,
      around.text,
    );
  }
  const names = block.program?.blockParams ?? block.inverse?.blockParams ?? [];
  if (names.length > kind.names) {
    throw unsupported(`"#${name}" with the names |${names.join(' ')}|`, block, around.text);
  }
  return kind.compile({
    subject: compileExpression(subject, around),
    names,
    main:
      compileProgram(block.program, kind.loops ? { ...around, loops: around.loops + 1 } : around) ??
      NOTHING,
    otherwise: compileProgram(block.inverse, around),
  });
}

function choose({ subject, main, otherwise = NOTHING }: BlockParts, wanted: boolean): Write {
  return (rendering, scope) => {
    const truth = isTruthy(subject.find(rendering, scope).value);
    (truth === wanted ? main : otherwise)(rendering, scope);
  };
}

function compileWith(parts: BlockParts): Write {
  const { names, main, otherwise = NOTHING } = parts;
  return (rendering, scope) => {
    const found = subjectOf(parts, rendering, scope);
    if (isEmpty(found.value)) return otherwise(rendering, scope);
    main(rendering, { ...scope, context: found, outer: scope, names: bind(names, [found]) });
  };
}

function compileEach(parts: BlockParts): Write {
  const { names, main, otherwise = NOTHING } = parts;
  return (rendering, scope) => {
    const list = subjectOf(parts, rendering, scope);
    const members = membersOf(rendering, list.value);
    if (members.length === 0) return otherwise(rendering, scope);
    members.forEach(([key, value], index) => {
      const last = index === members.length - 1;
      const loop: Loop = { index, key, first: index === 0, last, outer: scope.loop };
      const context: Found = { value, at: list.at && [...list.at, key] };
      const bound = bind(names, [context, { value: key, at: undefined }]);
      main(rendering, { context, outer: scope, names: bound, loop });
    });
  };
}

/** A block with an `{{else}}` says itself what a missing subject means. */
function subjectOf({ subject, otherwise }: BlockParts, rendering: Rendering, scope: Scope): Found {
  return otherwise ? subject.find(rendering, scope) : subject.require(rendering, scope);
}

function isEmpty(value: JsonValue | undefined): boolean {
  return value !== 0 && !isTruthy(value);
}

/** The turns of a loop, paid for before they are laid out: a list can hold millions. */
function membersOf(rendering: Rendering, value: JsonValue | undefined): [PathStep, JsonValue][] {
  if (Array.isArray(value)) {
    rendering.spend(value.length);
    return value.map((member, index) => [index, member]);
  }
  if (!isJsonObject(value)) return [];
  rendering.spend(Object.keys(value).length);
  return Object.entries(value);
}

function bind(names: readonly string[], values: readonly Found[]): Map<string, Found> | undefined {
  if (names.length === 0) return undefined;
  return new Map(values.slice(0, names.length).map((value, index) => [names[index] ?? '', value]));
}
