import type { AppError } from '@millrace/model';
import type { Call, Expression, Program, Statement } from './handlebars-parser.js';
import { TEMPLATE_LIMITS, templateLimit } from './template-limits.ts';

type Item = { node: Program | Statement | Expression; depth: number };

const MARK =
  /\{\{~?(?:(?<open>[#^](?!\s*[~}]))|(?<chain>\s*else\s+[^\s~}])|(?<close>\/))|\{\{|(?<call>\()|(?<end>\))/g;

/**
 * Throws TEMPLATE_LIMIT when a text opens far more blocks or brackets inside one another than a
 * template may. The parser takes quadratic time for these, so they are counted before it sees them;
 * marks in comments and texts count too, hence the double limit.
 */
export function requireShallowText(text: string): void {
  const open: number[] = [];
  let depth = 0;
  let calls = 0;
  for (const { groups = {} } of text.matchAll(MARK)) {
    if (groups.call !== undefined) calls += 1;
    else if (groups.end !== undefined) calls -= 1;
    else calls = 0;
    if (groups.open !== undefined) open.push(1);
    if (groups.chain !== undefined) open.push(1 + (open.pop() ?? 0));
    if (groups.open !== undefined || groups.chain !== undefined) depth += 1;
    if (groups.close !== undefined) depth -= open.pop() ?? 0;
    if (Math.max(depth, calls) > 2 * TEMPLATE_LIMITS.nesting) throw tooNested();
  }
}

function tooNested(): AppError {
  return templateLimit(`${TEMPLATE_LIMITS.nesting} levels of blocks and expressions`);
}

/**
 * Throws TEMPLATE_LIMIT when a template nests too deep or a path is too long. Keeps its own stack,
 * so that it is safe on any tree; everything behind it may recurse.
 */
export function requireTemplateBounds(program: Program): void {
  const open: Item[] = [{ node: program, depth: 0 }];
  for (let item = open.pop(); item !== undefined; item = open.pop()) {
    const { node, depth } = item;
    if (depth > TEMPLATE_LIMITS.nesting) throw tooNested();
    if (node.type === 'PathExpression' && node.parts.length + node.depth > TEMPLATE_LIMITS.parts) {
      throw templateLimit(`${TEMPLATE_LIMITS.parts} names in one path`);
    }
    for (const child of childrenOf(node)) open.push({ node: child, depth: depth + 1 });
  }
}

function childrenOf(node: Item['node']): Item['node'][] {
  if (node.type === 'Program') return node.body;
  if (node.type === 'MustacheStatement' || node.type === 'SubExpression') return callChildren(node);
  if (node.type !== 'BlockStatement') return [];
  return [
    ...callChildren(node),
    ...[node.program, node.inverse].filter((part) => part !== undefined),
  ];
}

function callChildren(call: Call): Expression[] {
  const named = call.hash?.pairs.map(({ value }) => value) ?? [];
  return [call.path, ...call.params, ...named];
}
