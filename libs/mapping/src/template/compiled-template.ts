import type { JsonValue } from '@millrace/model';
import { BoundedCache } from '../bounded-cache.ts';
import type { MustacheStatement, Program, Statement } from './handlebars-parser.js';
import { compileBlock, type Write } from './template-blocks.ts';
import { compileMustache, type Around } from './template-expression.ts';
import { usesOf, type TemplateUse } from './template-uses.ts';
import { Rendering, rootScope } from './template-scope.ts';
import { parseTemplate } from './template-syntax.ts';
import { escapeHtml, textOf } from './template-text.ts';
import { unsupported } from './template-unsupported.ts';

export interface RenderOptions {
  /** Escape `{{x}}` for HTML; `{{{x}}}` stays as it is. Default false. */
  html?: boolean;
}

/** A template ready to be rendered any number of times. */
export interface CompiledTemplate {
  readonly text: string;
  /** The paths of the data it names, in order of appearance; members of a loop as `[*]`. */
  readonly references: readonly string[];
  /** Every place that reads the data, in order of appearance. */
  readonly uses: readonly TemplateUse[];
  render(data: JsonValue, options?: RenderOptions): string;
}

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
  const write = compileProgram(program, { text, loops: 0 });
  const uses = usesOf(program, text);
  return {
    text,
    references: [...new Set(uses.map(({ path }) => path))],
    uses,
    render: (data, options = {}) => {
      const rendering = new Rendering(data, options.html === true);
      write(rendering, rootScope(data));
      return rendering.text;
    },
  };
}

function compileProgram(program: Program, around: Around): Write {
  const writes = program.body.map((statement) => compileStatement(statement, around));
  return (rendering, scope) => {
    for (const write of writes) write(rendering, scope);
  };
}

function compileStatement(statement: Statement, around: Around): Write {
  if (statement.type === 'ContentStatement') {
    const { value } = statement;
    return (rendering) => {
      rendering.step();
      rendering.write(value);
    };
  }
  if (statement.type === 'MustacheStatement') return compileOutput(statement, around);
  if (statement.type === 'BlockStatement') {
    return compileBlock(statement, around, (part, inside) => part && compileProgram(part, inside));
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
  return (rendering, scope) => {
    rendering.step();
    const text = textOf(computed.require(rendering, scope).value ?? null);
    rendering.write(rendering.html && escaped ? escapeHtml(text) : text);
  };
}
