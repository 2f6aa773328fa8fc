import { HELPER_HELP } from '@millrace/mapping';
import { useMemo } from 'react';
import {
  namedValues,
  openWord,
  suggestionsFor,
  type OpenWord,
  type Suggestion,
} from './expression.ts';
import { useMappingScope } from './mapping-scope.tsx';

const HELPER_NAMES: readonly Suggestion[] = HELPER_HELP.map(({ name: text, summary: about }) => ({
  text,
  kind: 'helper',
  about,
}));

export interface Suggestions {
  word: OpenWord;
  offered: readonly Suggestion[];
}

/** What can be put at the caret of a template; undefined outside of `{{ … }}`. */
export function useSuggestions(text: string, caret: number | undefined): Suggestions | undefined {
  const { data } = useMappingScope();
  const word = caret === undefined ? undefined : openWord(text, caret);
  const isOpen = word !== undefined;
  const values = useMemo(() => (isOpen ? namedValues(data) : []), [isOpen, data]);
  if (word === undefined) return undefined;
  return { word, offered: suggestionsFor(word, values, HELPER_NAMES) };
}
