import type { JsonValue } from '@millrace/model';
import type { PathExpression } from './handlebars-parser.js';
import type { Around, Computed } from './template-expression.ts';
import type { Found, Loop, Rendering, Scope } from './template-scope.ts';
import { unsupported } from './template-unsupported.ts';

const VARIABLES: ReadonlyMap<string, (loop: Loop) => JsonValue> = new Map<
  string,
  (loop: Loop) => JsonValue
>([
  ['index', (loop) => loop.index],
  ['key', (loop) => loop.key],
  ['first', (loop) => loop.first],
  ['last', (loop) => loop.last],
]);

/** Compiles `@index`, `@key`, `@first`, `@last` and `@../index`; refused where no loop is around. */
export function compileLoopVariable(path: PathExpression, around: Around): Computed {
  const [name = ''] = path.parts;
  const variable = VARIABLES.get(name);
  if (variable === undefined || path.parts.length !== 1) {
    throw unsupported(`the variable "${path.original}"`, path, around.text);
  }
  if (path.depth >= around.loops)
    throw unsupported(`"${path.original}" outside of #each`, path, around.text);
  const find = (_rendering: Rendering, scope: Scope): Found => {
    let { loop } = scope;
    for (let up = path.depth; up > 0; up -= 1) loop = loop?.outer;
    return { value: loop && variable(loop), at: undefined };
  };
  return { find, require: find };
}
