import { dirname, join, relative } from 'node:path';

/**
 * The layers inside the editor, lowest first. A file imports from its own layer and from those below
 * it, and no feature imports another. Read from the folders, so a new feature needs no new rule.
 */
const LAYERS = ['api', 'ui', 'features', 'app'];

const ROOT = join(import.meta.dirname, '..');
const SOURCE = 'apps/editor/src';

export const editorLayers = {
  files: [`${SOURCE}/**/*.{ts,tsx}`],
  plugins: { editor: { rules: { layers: { create } } } },
  rules: { 'editor/layers': 'error' },
};

function create(context) {
  const file = relative(ROOT, context.filename);
  const check = (node) => {
    if (node.source?.type !== 'Literal' || typeof node.source.value !== 'string') return;
    const fault = faultOf(node.source.value, file);
    if (fault !== undefined) context.report({ node: node.source, message: fault });
  };
  return {
    ImportDeclaration: check,
    ExportNamedDeclaration: check,
    ExportAllDeclaration: check,
    ImportExpression: check,
  };
}

function faultOf(specifier, file) {
  if (!specifier.startsWith('.')) return undefined;
  const from = placeOf(file);
  const to = placeOf(join(dirname(file), specifier));
  // What stands beside the layers puts them together, and is for none of them.
  if (from.rank < 0) return undefined;
  if (to.rank < 0 || to.rank > from.rank) {
    return `${from.name} may not import ${to.name}; it may import ${allowed(from.rank)}.`;
  }
  if (from.feature !== undefined && to.feature !== undefined && from.feature !== to.feature) {
    return `The feature ${from.feature} may not import the feature ${to.feature}: move what both use to ui or api.`;
  }
  return undefined;
}

function placeOf(path) {
  const [name = '', inner] = relative(SOURCE, path).split('/');
  const rank = LAYERS.indexOf(name);
  return { name, rank, feature: name === 'features' ? inner : undefined };
}

function allowed(rank) {
  return LAYERS.slice(0, rank + 1).join(' and ');
}
