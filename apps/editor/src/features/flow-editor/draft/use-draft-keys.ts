import { useHotkeys } from '@mantine/hooks';
import type { Draft } from './use-draft.ts';

/** The handlers find out for themselves whether a key is theirs. */
const OURS_OR_NOT = { preventDefault: false };

/**
 * Undo, redo and save by key. A text box undoes its own typing, and a dialog has its own matters:
 * from neither does undo reach the flow behind it. Saving works from everywhere.
 */
export function useDraftKeys(draft: Pick<Draft, 'undo' | 'redo' | 'flush'>): void {
  const unlessTaken = (act: () => void) => (event: KeyboardEvent) => {
    if (isTaken(event.target)) return;
    event.preventDefault();
    act();
  };
  useHotkeys(
    [
      ['mod+Z', unlessTaken(draft.undo), OURS_OR_NOT],
      ['mod+shift+Z', unlessTaken(draft.redo), OURS_OR_NOT],
      ['mod+Y', unlessTaken(draft.redo), OURS_OR_NOT],
      ['mod+S', () => void draft.flush()],
    ],
    [],
    true,
  );
}

/** Input types without text of their own to undo. */
const WITHOUT_TEXT: ReadonlySet<string> = new Set([
  'button',
  'checkbox',
  'color',
  'file',
  'image',
  'radio',
  'range',
  'reset',
  'submit',
]);

const DIALOG = '[role="dialog"], [role="alertdialog"]';
const OVER_THE_PAGE = '[aria-modal="true"]';

function isTaken(target: EventTarget | null): boolean {
  if (document.querySelector(OVER_THE_PAGE) !== null) return true;
  if (!(target instanceof HTMLElement)) return false;
  return target.closest(DIALOG) !== null || isTextBox(target);
}

function isTextBox(element: HTMLElement): boolean {
  if (element.isContentEditable) return true;
  if (element instanceof HTMLTextAreaElement) return !element.readOnly;
  if (!(element instanceof HTMLInputElement)) return false;
  return !element.readOnly && !WITHOUT_TEXT.has(element.type);
}
