/** The syntax tree of Handlebars 4.7, as its parser builds it (compiler/parser.js, helpers.js). */
export interface Program {
  type: 'Program';
  body: Statement[];
  blockParams?: string[] | undefined;
}

/** Where a node stands: lines from 1, columns from 0. */
export interface Place {
  start: { line: number; column: number };
  end: { line: number; column: number };
}

export interface PathExpression {
  type: 'PathExpression';
  /** True for `@index` and the like. */
  data: boolean;
  /** How many `../` it starts with. */
  depth: number;
  parts: string[];
  original: string;
  loc: Place;
}

export type Literal =
  | { type: 'StringLiteral'; value: string; loc: Place }
  | { type: 'NumberLiteral'; value: number; loc: Place }
  | { type: 'BooleanLiteral'; value: boolean; loc: Place }
  | { type: 'NullLiteral'; value: null; loc: Place }
  | { type: 'UndefinedLiteral'; value: undefined; loc: Place };

export interface Call {
  path: PathExpression | Literal;
  params: Expression[];
  hash?: { pairs: HashPair[] } | undefined;
  loc: Place;
}

/** A named parameter, `zone="UTC"`. */
export interface HashPair {
  key: string;
  value: Expression;
  loc: Place;
}

export interface SubExpression extends Call {
  type: 'SubExpression';
}

export type Expression = PathExpression | SubExpression | Literal;

export interface MustacheStatement extends Call {
  type: 'MustacheStatement';
  escaped: boolean;
}

export interface BlockStatement extends Call {
  type: 'BlockStatement';
  program?: Program | undefined;
  inverse?: Program | undefined;
  /** The marks of whitespace control; a raw block has none. */
  openStrip: { open?: boolean };
}

export type Statement =
  | MustacheStatement
  | BlockStatement
  | { type: 'ContentStatement'; value: string; loc: Place }
  | { type: 'CommentStatement'; loc: Place }
  | {
      type: 'PartialStatement' | 'PartialBlockStatement' | 'Decorator' | 'DecoratorBlock';
      loc: Place;
    };

/** Parses without recursion; whitespace control is not applied yet. */
export function parseWithoutProcessing(text: string): Program;

/** Applies whitespace control to a parsed program, in place and by recursion. */
export function parse(program: Program): Program;

/** The state of the last parse, for the position of an error. */
export const parser: { lexer: { matched: string; match: string } };
