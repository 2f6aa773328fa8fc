import { fireEvent, render, screen } from '@testing-library/react';
import { expect, it, vi } from 'vitest';
import { useDraftKeys } from './use-draft-keys.ts';

function open(inner: React.ReactNode) {
  const draft = { undo: vi.fn(), redo: vi.fn(), flush: vi.fn() };
  function Page() {
    useDraftKeys(draft);
    return inner;
  }
  render(<Page />);
  return draft;
}

const press = (target: Element, key: string, over: object = {}) =>
  fireEvent.keyDown(target, { key, code: `Key${key.toUpperCase()}`, ctrlKey: true, ...over });

it('undo and redo the flow from the canvas, from buttons and from boxes without text', () => {
  const draft = open(
    <>
      <button>card</button>
      <input type="checkbox" aria-label="tick" />
      <input readOnly aria-label="choice" />
    </>,
  );
  press(document.documentElement, 'z');
  press(screen.getByText('card'), 'z');
  press(screen.getByLabelText('tick'), 'z');
  press(screen.getByLabelText('choice'), 'z');
  expect(draft.undo).toHaveBeenCalledTimes(4);
  press(screen.getByText('card'), 'y');
  press(screen.getByText('card'), 'z', { shiftKey: true });
  expect(draft.redo).toHaveBeenCalledTimes(2);
});

it.each([
  ['a line of text', <input aria-label="box" />],
  ['a search', <input type="search" aria-label="box" />],
  ['lines of text', <textarea aria-label="box" />],
])('%s undoes its own typing, and is saved by key', (_, box) => {
  const draft = open(box);
  expect(press(screen.getByLabelText('box'), 'z'), 'left to the browser').toBe(true);
  press(screen.getByLabelText('box'), 'y');
  expect(draft.undo).not.toHaveBeenCalled();
  expect(draft.redo).not.toHaveBeenCalled();
  expect(press(screen.getByLabelText('box'), 's'), 'left to the browser').toBe(false);
  expect(draft.flush).toHaveBeenCalledOnce();
});

it('a dialog does not undo the flow behind it, wherever the focus is', () => {
  const draft = open(
    <>
      <button>card</button>
      <div role="dialog" aria-modal="true">
        <button>yes</button>
      </div>
    </>,
  );
  press(screen.getByText('yes'), 'z');
  press(screen.getByText('card'), 'z');
  press(document.documentElement, 'z');
  expect(draft.undo).not.toHaveBeenCalled();
});

it('a popover does not either while it has the focus', () => {
  const draft = open(
    <>
      <button>card</button>
      <div role="dialog">
        <button>go</button>
      </div>
    </>,
  );
  press(screen.getByText('go'), 'z');
  expect(draft.undo).not.toHaveBeenCalled();
  press(screen.getByText('card'), 'z');
  expect(draft.undo).toHaveBeenCalledOnce();
});
