import type { JsonValue } from '@millrace/model';
import { BoundedCache } from '../bounded-cache.ts';
import type { Call, MustacheStatement, Program, Statement } from './handlebars-parser.js';
import { compileBlock, type Write } from './template-blocks.ts';
import { randomUuid } from '../template-helpers/uuid.ts';
import type { Work } from '../work.ts';
import type { Around } from './template-around.ts';
import { calledName, compileExpression, compileMustache } from './template-expression.ts';
import { Frame, Rendering, type FramePlace } from './template-frame.ts';
import { offsetOf } from './template-position.ts';
import { parseTemplate } from './template-syntax.ts';
import { escapeHtml, textOf } from './template-text.ts';
import { unsupported } from './template-unsupported.ts';
import { usesOf, type TemplateUse } from './template-uses.ts';

export interface RenderOptions {
  /** Escape `{{x}}` for HTML; `{{{x}}}` stays as it is. Default false. */
  html?: boolean;
  /** Percent-encode `{{x}}` behind the scheme and host, and keep the path as it is written. Default false. */
  url?: boolean;
  /** The time that `{{now}}` gives, in milliseconds since 1970. Default: the clock. */
  now?: () => number;
  /** What `{{uuid}}` gives. Default: a random UUID. */
  uuid?: () => string;
  /** Shared with what else belongs to one evaluation. */
  work?: Work;
}

/** A template ready to be rendered any number of times. */
export interface CompiledTemplate {
  readonly text: string;
  /** The paths of the data it names, in order of appearance; members of a loop as `[*]`. */
  readonly references: readonly string[];
  /** Every place that reads the data, in order of appearance. */
  readonly uses: readonly TemplateUse[];
  render(data: JsonValue, options?: RenderOptions): string;
  /**
   * Of a template that is nothing but `{{json (helper …)}}`: what the helper gives, with its type. It is
   * what reading the rendered text as JSON would give.
   */
  readonly value: ((data: JsonValue, options?: ValueOptions) => JsonValue) | undefined;
}

/** What a value is computed with: as a text is rendered, but nothing in it is escaped. */
type ValueOptions = Omit<RenderOptions, 'html' | 'url'>;

const MOST_CACHED = 256;
const cache = new BoundedCache<CompiledTemplate>(MOST_CACHED);

/**
 * Compiles a template in Handlebars syntax to closures over its syntax tree; no code is generated.
 * Variables, #if, #unless, #each, #with and the listed helpers; own members of the data only. Text of
 * the data is never read as a template.
 *
 * Compiling throws TEMPLATE_SYNTAX with the position, TEMPLATE_UNSUPPORTED (partials, decorators,
 * other helpers) or TEMPLATE_LIMIT; rendering throws PATH_MISSING for a variable that is not there,
 * CONVERSION_FAILED from helpers, TEMPLATE_LIMIT and DATA_TOO_DEEP.
 */
export function compileTemplate(text: string): CompiledTemplate {
  return cache.get(text, compile);
}

/**
 * Every place of a template that reads the data: what path, where in the text, and how. Block
 * parameters are resolved; a place whose path is computed is not listed. Throws what
 * {@link compileTemplate} throws when compiling.
 */
export function templateUses(text: string): readonly TemplateUse[] {
  return compileTemplate(text).uses;
}

function compile(text: string): CompiledTemplate {
  const program = parseTemplate(text);
  const write = compileProgram(program, { text, level: undefined });
  const value = compileValue(program, text);
  let uses: readonly TemplateUse[] | undefined;
  const usesOnce = (): readonly TemplateUse[] => (uses ??= usesOf(program, text));
  return {
    text,
    value,
    get references() {
      return [...new Set(usesOnce().map(({ path }) => path))];
    },
    get uses() {
      return usesOnce();
    },
    render: (data, { html = false, url = false, now = Date.now, uuid = randomUuid, work } = {}) => {
      const rendering = new Rendering(data, { html, url }, now, uuid, work?.left);
      write(rendering, new Frame(undefined, data, ROOT, false));
      rendering.url?.check(rendering.text);
      work?.spend(rendering.share);
      return rendering.text;
    },
  };
}

const ROOT = (): FramePlace => [];

function compileValue(program: Program, text: string): CompiledTemplate['value'] {
  const [only, ...others] = program.body;
  if (only?.type !== 'MustacheStatement' || others.length > 0) return undefined;
  const [call, ...more] = only.params;
  const isAlone = call?.type === 'SubExpression' && more.length === 0 && !only.hash;
  if (!isAlone || calledName(only) !== 'json') return undefined;
  const computed = compileExpression(call, { text, level: undefined });
  return (data, { now = Date.now, uuid = randomUuid, work } = {}) => {
    const rendering = new Rendering(data, { html: false, url: false }, now, uuid, work?.left);
    const value = computed.require(rendering, new Frame(undefined, data, ROOT, false));
    work?.spend(rendering.share);
    return value;
  };
}

function compileProgram(program: Program, around: Around): Write {
  const writes = program.body
    .filter(({ type }) => type !== 'CommentStatement')
    .map((statement) => compileStatement(statement, around));
  const [first, second, third] = writes;
  if (first === undefined) return () => undefined;
  if (second === undefined) return first;
  if (third === undefined) {
    return (rendering, frame) => {
      first(rendering, frame);
      second(rendering, frame);
    };
  }
  return (rendering, frame) => {
    for (const write of writes) write(rendering, frame);
  };
}

function compileStatement(statement: Statement, around: Around): Write {
  if (statement.type === 'MustacheStatement') return compileOutput(statement, around);
  if (statement.type === 'BlockStatement') {
    return compileBlock(statement, around, (part, inside) => part && compileProgram(part, inside));
  }
  if (statement.type === 'ContentStatement') {
    const { value } = statement;
    return (rendering) => rendering.write(value);
  }
  if (statement.type === 'CommentStatement') return () => undefined;
  throw unsupported(REFUSED[statement.type], statement, around.text);
}

const REFUSED = {
  PartialStatement: 'a partial {{> …}}',
  PartialBlockStatement: 'a partial {{#> …}}',
  Decorator: 'a decorator {{* …}}',
  DecoratorBlock: 'an inline partial {{#* …}}',
} as const;

function compileOutput(statement: MustacheStatement, around: Around): Write {
  const computed = compileMustache(statement, around);
  const { escaped } = statement;
  let place: ReturnType<typeof urlPlace> | undefined;
  return (rendering, frame) => {
    rendering.spend(1);
    const text = textOf(computed.require(rendering, frame));
    if (!escaped) rendering.write(text);
    else if (rendering.url !== undefined) {
      place ??= urlPlace(statement, around);
      rendering.write(rendering.url.encode(rendering.text, text, place));
    } else rendering.write(rendering.html ? escapeHtml(text) : text);
  };
}

/** What is said of a value that does not fit in a URL, and whether the template encodes it itself. */
function urlPlace(statement: MustacheStatement, { text }: Around) {
  const position = offsetOf(text, statement.loc.start);
  const source = text.slice(position, offsetOf(text, statement.loc.end));
  return { source, position, encoded: callsEncoder(statement) };
}

function callsEncoder(call: Call): boolean {
  if (calledName(call) === 'url_encode') return true;
  return call.params.some((param) => param.type === 'SubExpression' && callsEncoder(param));
}
