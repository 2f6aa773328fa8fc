import type { HelperHelp } from '@millrace/mapping';
import type { Mapping } from '@millrace/model';
import { useState, type RefObject } from 'react';
import { insertHelper } from './insert-helper.ts';
import type { Caret } from './mapping-text.ts';

/** The list of helpers of a field, and putting one into it. */
export interface Helpers {
  opened: boolean;
  toggle: () => void;
  close: () => void;
  insert: (helper: HelperHelp) => void;
}

/** `id` is of the text box that gets the focus back; `caretRef` where it was left. */
export function useHelpers(
  id: string,
  value: Mapping | undefined,
  onChange: (value: Mapping) => void,
  caretRef: RefObject<Caret | undefined>,
): Helpers {
  const [opened, setOpened] = useState(false);
  return {
    opened,
    toggle: () => setOpened((before) => !before),
    close: () => {
      setOpened(false);
      document.getElementById(id)?.focus();
    },
    insert: ({ usage }) => {
      const { mapping, select } = insertHelper(value, usage, caretRef.current);
      caretRef.current = undefined;
      onChange(mapping);
      setOpened(false);
      // A picked value has become text: its box is there after this change is on the page.
      requestAnimationFrame(() => {
        const box = document.getElementById(id);
        box?.focus();
        if (box instanceof HTMLTextAreaElement) box.setSelectionRange(select.start, select.end);
      });
    },
  };
}
