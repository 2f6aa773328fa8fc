import { placedSteps, sequencesOf, walkSteps, type FlowDocument } from '@millrace/model';
import type { KeyboardEvent } from 'react';
import { TRIGGER } from '../checks/check.ts';
import { useEditor } from '../editor-context.ts';
import { useReveal } from './use-reveal.ts';

/**
 * The keys of the canvas: up and down go from card to card, left and right to the next path of a
 * branch. With Alt, up and down move the step. Delete removes it, Escape closes the panel. Enter
 * opens, because a card is a button.
 */
export function useCanvasKeys(): (event: KeyboardEvent<HTMLElement>) => void {
  const { draft, actions, setOpen, readOnly } = useEditor();
  const reveal = useReveal();
  const places = [TRIGGER, ...walkSteps(draft.document).map((step) => step.id)];

  const focus = (canvas: HTMLElement, place: string | undefined): void => {
    if (place === undefined) return;
    const cards = canvas.querySelectorAll<HTMLElement>('[data-place]');
    const card = [...cards].find((candidate) => candidate.dataset['place'] === place);
    card?.focus({ preventScroll: true });
    reveal(place);
  };

  return (event) => {
    const place = placeOf(event.target);
    if (place === undefined) return;
    const at = places.indexOf(place);
    const isStep = place !== TRIGGER && !readOnly;
    const by = event.key === 'ArrowDown' || event.key === 'ArrowRight' ? 1 : -1;
    switch (event.key) {
      case 'Escape':
        setOpen(undefined);
        return;
      case 'ArrowDown':
      case 'ArrowUp':
        if (event.altKey && isStep) actions.shift(place, by);
        else focus(event.currentTarget, places[at + by]);
        break;
      case 'ArrowLeft':
      case 'ArrowRight':
        focus(event.currentTarget, besides(draft.document, place, by));
        break;
      case 'Delete':
      case 'Backspace':
        if (!isStep) return;
        focus(event.currentTarget, places[at - 1]);
        actions.remove(place);
        break;
      default:
        return;
    }
    event.preventDefault();
  };
}

/** The first step of the next path, to the left or right, that has steps. */
export function besides(document: FlowDocument, id: string, by: -1 | 1): string | undefined {
  const own = placedSteps(document).find(({ step }) => step.id === id);
  for (const around of own?.inside.toReversed() ?? []) {
    const lanes = sequencesOf(around);
    const at = lanes.findIndex(({ steps }) => walkSteps({ steps }).some((step) => step.id === id));
    const others = by > 0 ? lanes.slice(at + 1) : lanes.slice(0, at).toReversed();
    const first = others.find(({ steps }) => steps.length > 0)?.steps[0];
    if (first !== undefined) return first.id;
  }
  return undefined;
}

function placeOf(target: EventTarget): string | undefined {
  return target instanceof HTMLElement ? target.dataset['place'] : undefined;
}
