import { describe, expect, it } from 'vitest';
import { revealed } from './revealed.ts';

const ROOM = { width: 1_000, height: 800 };
const VIEW = { x: 500, y: 0, zoom: 1 };
const CARD = { x: -140, y: 100, width: 280, height: 68 };

describe('bringing a step into view', () => {
  it('moves nothing when it is in view', () => {
    expect(revealed([CARD], VIEW, ROOM)).toEqual(VIEW);
  });

  it('moves no further than needed, in both directions', () => {
    expect(revealed([{ ...CARD, y: 900 }], VIEW, ROOM)).toEqual({ ...VIEW, y: 800 - 24 - 968 });
    expect(revealed([{ ...CARD, y: -50 }], VIEW, ROOM)).toEqual({ ...VIEW, y: 74 });
    expect(revealed([{ ...CARD, x: 400 }], VIEW, ROOM)).toEqual({ ...VIEW, x: 1_000 - 24 - 680 });
    expect(revealed([{ ...CARD, x: -600 }], VIEW, ROOM)).toEqual({ ...VIEW, x: 624 });
  });

  it('zooms out as far as a branch with its paths needs', () => {
    const branch = { x: -700, y: 100, width: 1_400, height: 400 };
    const view = revealed([branch, CARD], VIEW, ROOM);
    expect(view.zoom).toBeCloseTo(952 / 1_400);
    expect(branch.x * view.zoom + view.x).toBeCloseTo(24);
  });

  it('shows only the card of a branch too big to be read as a whole', () => {
    const branch = { x: -3_000, y: 100, width: 6_000, height: 400 };
    expect(revealed([branch, CARD], VIEW, ROOM)).toEqual(VIEW);
  });
});
