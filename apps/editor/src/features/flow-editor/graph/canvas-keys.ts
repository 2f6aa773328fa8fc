import type { KeyboardEvent } from 'react';
import { TRIGGER } from '../checks/check.ts';
import { useEditor } from '../editor-context.ts';
import { useReveal } from './use-reveal.ts';

/**
 * The keys of the canvas: up and down go from card to card, with Alt they move the step, Delete
 * removes it, Escape closes the panel. Enter opens, because a card is a button.
 */
export function useCanvasKeys(): (event: KeyboardEvent<HTMLElement>) => void {
  const { draft, actions, setOpen, readOnly } = useEditor();
  const reveal = useReveal();
  const places = [TRIGGER, ...draft.document.steps.map((step) => step.id)];

  const focus = (canvas: HTMLElement, place: string | undefined): void => {
    if (place === undefined) return;
    const cards = canvas.querySelectorAll<HTMLElement>('[data-place]');
    const card = [...cards].find((candidate) => candidate.dataset['place'] === place);
    card?.focus({ preventScroll: true });
    reveal(place);
  };

  return (event) => {
    const place = placeOf(event.target);
    if (event.key === 'Escape' && place !== undefined) setOpen(undefined);
    if (place === undefined) return;
    const at = places.indexOf(place);
    const isStep = place !== TRIGGER && !readOnly;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      const by = event.key === 'ArrowDown' ? 1 : -1;
      if (event.altKey && isStep) actions.move(place, by);
      else focus(event.currentTarget, places[at + by]);
    }
    if ((event.key === 'Delete' || event.key === 'Backspace') && isStep) {
      event.preventDefault();
      focus(event.currentTarget, places[at - 1]);
      actions.remove(place);
    }
  };
}

function placeOf(target: EventTarget): string | undefined {
  return target instanceof HTMLElement ? target.dataset['place'] : undefined;
}
