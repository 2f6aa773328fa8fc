// Paths
export { compilePath, type CompiledPath, type PathStep } from './path/compiled-path.ts';
export type { LocatedValue } from './path/path-walk.ts';
export { listPaths, MOST_LISTED, type ListedPath } from './path/list-paths.ts';
export { MAX_DATA_DEPTH, PATH_LIMITS, requireShallow } from './path/path-limits.ts';
export { pathOf } from './path/path-text.ts';

// Templates
export {
  compileTemplate,
  templateUses,
  type CompiledTemplate,
  type RenderOptions,
} from './template/compiled-template.ts';
export { HELPERS } from './template/template-helpers.ts';
export { TEMPLATE_LIMITS } from './template/template-limits.ts';
export type { TemplateUse } from './template/template-uses.ts';

// Mappings
export { evaluateInput, evaluateMapping, type EvaluateOptions } from './evaluate/evaluate.ts';
export { previewMapping, type MappingPreview, type PreviewOptions } from './evaluate/preview.ts';
export { referencedPaths } from './evaluate/references.ts';

// Conditions
export { evaluateCondition } from './condition/condition.ts';
