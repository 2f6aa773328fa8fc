import * as mapping from '@millrace/mapping';

/** What is fuzzed: the library as it is, or a control's version of it, broken on purpose. */
export type Library = Pick<
  typeof mapping,
  | 'checkFlow'
  | 'compilePath'
  | 'compileTemplate'
  | 'evaluateCondition'
  | 'evaluateMapping'
  | 'learnSchema'
  | 'listPaths'
  | 'pathOf'
  | 'previewMapping'
  | 'referencedPaths'
>;

export const LIBRARY: Library = mapping;
