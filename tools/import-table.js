import { isBuiltin } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { DEPENDENCIES } from './boundaries.js';

/**
 * The import table once more, read from the text of each import. The Nx rule works from the
 * project graph and says nothing in three cases: a package that is not installed, a project that
 * cannot be resolved, and a checkout whose graph was not computed yet. This rule needs none of
 * these, and it also looks at `node:` modules, which Nx ignores.
 */
const NODE_MODULES = {
  'lib:model': [],
  'lib:mapping': [],
  'lib:engine': [],
  'app:editor': [],
  'lib:signatures': ['node:crypto'],
  'lib:bodies': ['node:buffer', 'node:stream', 'node:stream/promises', 'node:zlib'],
  'lib:connectors': ['node:crypto', 'node:fs', 'node:path', 'node:stream'],
  'lib:connector-kit': ['node:*'],
  'app:server': ['node:*'],
  test: ['node:*'],
};

/** Files that run under Node whatever their project is. */
const TOOLING = /\.(test|config)\.tsx?$|(^|\/)testing(\.ts$|\/)/;

const ROOT = join(import.meta.dirname, '..');

/** One ESLint config block per row of the table. */
export const importTable = DEPENDENCIES.map((row) => ({
  files: [`${folderOf(row.sourceTag)}/**/*.{ts,tsx}`],
  plugins: {
    millrace: { rules: { 'import-table': { create: (context) => create(context, row) } } },
  },
  rules: { 'millrace/import-table': 'error' },
}));

function create(context, row) {
  const file = relative(ROOT, context.filename);
  const check = (node) => {
    if (node.source?.type !== 'Literal' || typeof node.source.value !== 'string') return;
    const fault = faultOf(node.source.value, file, row);
    if (fault !== undefined) context.report({ node: node.source, message: fault });
  };
  return {
    ImportDeclaration: check,
    ExportNamedDeclaration: check,
    ExportAllDeclaration: check,
    ImportExpression: check,
  };
}

function faultOf(specifier, file, row) {
  const from = folderOf(row.sourceTag);
  if (specifier.startsWith('.')) {
    const target = join(dirname(file), specifier);
    return target.startsWith(`${from}/`) ? undefined : `${from} may not reach into ${target}.`;
  }
  if (specifier.startsWith('@millrace/')) {
    const names = row.onlyDependOnLibsWithTags.filter((tag) => tag !== row.sourceTag).map(nameOf);
    return names.includes(specifier.replace(/\/testing$/, ''))
      ? undefined
      : `${from} may not import ${specifier}; it may import ${names.join(', ') || 'no sibling'}.`;
  }
  if (isBuiltin(specifier)) {
    if (!specifier.startsWith('node:')) return `Write node:${specifier}.`;
    const allowed = TOOLING.test(file) ? ['node:*'] : NODE_MODULES[row.sourceTag];
    return matches(specifier, allowed) ? undefined : `${from} may not import ${specifier}.`;
  }
  const refused =
    matches(specifier, row.bannedExternalImports ?? []) ||
    !matches(specifier, row.allowedExternalImports ?? ['*']);
  return refused ? `${from} may not import the package ${specifier}.` : undefined;
}

function matches(specifier, patterns) {
  return patterns.some((pattern) =>
    pattern.endsWith('*') ? specifier.startsWith(pattern.slice(0, -1)) : specifier === pattern,
  );
}

function folderOf(tag) {
  return tag.replace(/^lib:/, 'libs/').replace(/^app:/, 'apps/');
}

function nameOf(tag) {
  return `@millrace/${tag.replace(/^\w+:/, '')}`;
}
