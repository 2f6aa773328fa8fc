import { isJsonObject, type JsonValue } from '@millrace/model';
import type { BlockStatement } from './handlebars-parser.js';
import type { Around, Level } from './template-around.ts';
import { calledName, compileExpression } from './template-expression.ts';
import { Frame, type FramePlace, type Rendering } from './template-frame.ts';
import type { Computed } from './template-lookup.ts';
import { isTruthy } from './template-truth.ts';
import { unsupported } from './template-unsupported.ts';

/** Writes a part of the template. */
export type Write = (rendering: Rendering, frame: Frame) => void;

interface BlockParts {
  subject: Computed;
  main: Write;
  otherwise: Write | undefined;
  /** `includeZero=true` of `#if` and `#unless`. */
  includeZero: Computed | undefined;
}

interface BlockKind {
  /** Block parameters it gives, as in `as |item index|`. */
  names: number;
  /** Whether it gives `this` a new meaning, and whether it does so again and again. */
  opens: boolean;
  loops: boolean;
  options: readonly string[];
  compile: (parts: BlockParts) => Write;
}

const NOTHING: Write = () => undefined;
const DECIDES = { names: 0, opens: false, loops: false, options: ['includeZero'] };

const BLOCKS: ReadonlyMap<string, BlockKind> = new Map<string, BlockKind>([
  ['if', { ...DECIDES, compile: (parts) => choose(parts, true) }],
  ['unless', { ...DECIDES, compile: (parts) => choose(parts, false) }],
  ['with', { names: 1, opens: true, loops: false, options: [], compile: compileWith }],
  ['each', { names: 2, opens: true, loops: true, options: [], compile: compileEach }],
]);

type CompileProgram = (program: BlockStatement['program'], around: Around) => Write | undefined;

/** Compiles a block; any other than the four of the table and the raw block is refused. */
export function compileBlock(
  block: BlockStatement,
  around: Around,
  compileProgram: CompileProgram,
): Write {
  // Only a raw block comes without marks of whitespace control; its body is one verbatim text.
  if (!('open' in block.openStrip)) return compileRaw(block, around, compileProgram);
  const name = calledName(block);
  const { program, inverse } = block;
  const kind = BLOCKS.get(name);
  if (kind === undefined) throw unsupported(`the block "#${name}"`, block, around.text);
  const names = program?.blockParams ?? [];
  requireParts(kind, name, inverse?.blockParams ?? names, block, around);
  const [subject] = block.params.map((param) => compileExpression(param, around));
  if (subject === undefined || block.params.length > 1) {
    const feature = `"#${name}" with ${block.params.length} values instead of 1`;
    throw unsupported(feature, block, around.text);
  }
  const level: Level = { loops: kind.loops, names, outer: around.level };
  const option = block.hash?.pairs[0];
  return kind.compile({
    subject,
    main: compileProgram(program, kind.opens ? { ...around, level } : around) ?? NOTHING,
    otherwise: compileProgram(inverse, around),
    includeZero: option && compileExpression(option.value, around),
  });
}

function compileRaw(block: BlockStatement, around: Around, compileProgram: CompileProgram): Write {
  const name = calledName(block);
  if (name === 'raw' && block.params.length === 0 && !block.hash) {
    return compileProgram(block.program, around) ?? NOTHING;
  }
  throw unsupported(`the block "{{{{${name}"`, block, around.text);
}

function requireParts(
  kind: BlockKind,
  name: string,
  names: readonly string[],
  block: BlockStatement,
  around: Around,
): void {
  const pairs = block.hash?.pairs ?? [];
  const pair = pairs.find(({ key }, index) => index > 0 || !kind.options.includes(key));
  if (pair !== undefined) {
    throw unsupported(`the named parameter "${pair.key}" of "#${name}"`, block, around.text);
  }
  // {{^each x as |y|}} names what its part is never given.
  if (names.length > kind.names || block.inverse?.blockParams !== undefined) {
    throw unsupported(`"#${name}" with the names |${names.join(' ')}|`, block, around.text);
  }
}

function choose({ subject, main, otherwise, includeZero }: BlockParts, wanted: boolean): Write {
  const [yes, no] = wanted ? [main, otherwise ?? NOTHING] : [otherwise ?? NOTHING, main];
  return (rendering, frame) => {
    rendering.spend(1);
    const value = subject.find(rendering, frame);
    const holds = isTruthy(value) || (value === 0 && isTruthy(includeZero?.find(rendering, frame)));
    (holds ? yes : no)(rendering, frame);
  };
}

function compileWith(parts: BlockParts): Write {
  const { subject, main, otherwise = NOTHING } = parts;
  return (rendering, frame) => {
    rendering.spend(1);
    const value = subjectOf(parts, rendering, frame);
    if (value !== 0 && !isTruthy(value)) return otherwise(rendering, frame);
    const place = (): FramePlace => subject.place(rendering, frame);
    main(rendering, new Frame(frame, value, place, false));
  };
}

function compileEach(parts: BlockParts): Write {
  const { subject, main, otherwise = NOTHING } = parts;
  return (rendering, frame) => {
    rendering.spend(1);
    const value = subjectOf(parts, rendering, frame);
    const place = (): FramePlace => subject.place(rendering, frame);
    const inner = new Frame(frame, undefined, place, true);
    const turns = Array.isArray(value)
      ? eachMember(value, main, rendering, inner)
      : eachEntry(value, main, rendering, inner);
    if (turns === 0) otherwise(rendering, frame);
  };
}

/** The turns of a loop are paid for before the first one: a list can hold millions. */
function eachMember(
  list: readonly JsonValue[],
  main: Write,
  rendering: Rendering,
  frame: Frame,
): number {
  const { length } = list;
  rendering.spend(length);
  for (let index = 0; index < length; index += 1) {
    frame.context = list[index];
    frame.key = index;
    frame.index = index;
    frame.last = index === length - 1;
    main(rendering, frame);
  }
  return length;
}

function eachEntry(
  value: JsonValue | undefined,
  main: Write,
  rendering: Rendering,
  frame: Frame,
): number {
  if (!isJsonObject(value)) return 0;
  const keys = Object.keys(value);
  rendering.spend(keys.length);
  keys.forEach((key, index) => {
    frame.context = value[key];
    frame.key = key;
    frame.index = index;
    frame.last = index === keys.length - 1;
    main(rendering, frame);
  });
  return keys.length;
}

/** A block with an `{{else}}` says itself what a missing subject means. */
function subjectOf(
  { subject, otherwise }: BlockParts,
  rendering: Rendering,
  frame: Frame,
): JsonValue | undefined {
  return otherwise ? subject.find(rendering, frame) : subject.require(rendering, frame);
}
