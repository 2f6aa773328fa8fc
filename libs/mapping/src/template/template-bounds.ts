import type { Call, Expression, Program, Statement } from './handlebars-parser.js';
import { TEMPLATE_LIMITS, templateLimit } from './template-limits.ts';

type Item = { node: Program | Statement | Expression; depth: number };

/**
 * Throws TEMPLATE_LIMIT when a template nests too deep or a path is too long. Keeps its own stack,
 * so that it is safe on any tree; everything behind it may recurse.
 */
export function requireTemplateBounds(program: Program): void {
  const open: Item[] = [{ node: program, depth: 0 }];
  for (let item = open.pop(); item !== undefined; item = open.pop()) {
    const { node, depth } = item;
    if (depth > TEMPLATE_LIMITS.nesting) {
      throw templateLimit(`${TEMPLATE_LIMITS.nesting} levels of blocks and expressions`);
    }
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
  return [call.path, ...call.params];
}
