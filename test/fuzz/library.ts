import * as mapping from '@millrace/mapping';

/** What is fuzzed: the library as it is, or a control's version of it, broken on purpose. */
export type Library = Pick<
  typeof mapping,
  | 'compilePath'
  | 'compileTemplate'
  | 'evaluateCondition'
  | 'evaluateMapping'
  | 'listPaths'
  | 'pathOf'
  | 'previewMapping'
  | 'referencedPaths'
>;

export const LIBRARY: Library = mapping;
