// Paths
export { compilePath, type CompiledPath, type PathStep } from './path/compiled-path.ts';
export type { LocatedValue } from './path/path-walk.ts';
export { listPaths, MOST_LISTED, type ListedPath } from './path/list-paths.ts';
export { MAX_DATA_DEPTH, PATH_LIMITS, requireShallow } from './path/path-limits.ts';
export { pathOf } from './path/path-text.ts';

// Patterns
export { compilePattern, type Pattern } from './regex/pattern.ts';

// Templates
export {
  compileTemplate,
  templateUses,
  type CompiledTemplate,
  type RenderOptions,
} from './template/compiled-template.ts';
export { jsonOfTemplate } from './template/json-template.ts';
export { TEMPLATE_LIMITS } from './template/template-limits.ts';
export type { TemplateUse } from './template/template-uses.ts';

// Helpers of templates
export { HELPER_HELP, HELPERS } from './template-helpers/helper-table.ts';
export { DATE_TOKENS } from './template-helpers/date-tokens.ts';
export type { HelperExample, HelperGroup, HelperHelp } from './template-helpers/define-helper.ts';

// Mappings
export { evaluateInput, evaluateMapping, type EvaluateOptions } from './evaluate/evaluate.ts';
export { seededUuid } from './evaluate/seeded-uuid.ts';
export { Work } from './work.ts';
export type { Encode, Given } from './evaluate/evaluation.ts';
export {
  compileManifestCondition,
  compileManifestMapping,
  type ManifestCondition,
  type ManifestMapping,
  type ManifestOptions,
} from './evaluate/manifest-mapping.ts';
export { previewMapping, type MappingPreview, type PreviewOptions } from './evaluate/preview.ts';
export {
  conditionReads,
  mappingReads,
  referencedPaths,
  type MappingRead,
} from './evaluate/references.ts';
export { firstName } from './evaluate/path-inside.ts';

// Conditions
export { evaluateCondition } from './condition/condition.ts';

// What the data looks like
export { isWeak, SCHEMA_LIMITS, type DataSchema, type JsonType } from './schema/data-schema.ts';
export { learnSchema, SchemaLearner, schemaOfSample } from './schema/schema-learner.ts';
export { schemaOfFields, schemaOfOutput } from './schema/field-schema.ts';

// What is wrong with a flow
export { checkFlow, checkFlowInParts } from './check/check-flow.ts';
export { type CheckInput } from './check/flow-facts.ts';
