import type { JsonValue } from '@millrace/model';
import type { PathStep } from '../path/compiled-path.ts';
import { TEMPLATE_LIMITS, templateLimit } from './template-limits.ts';
import { UrlValues } from './template-url.ts';

/** Where a value lies in the data; undefined when it was computed. */
export type FramePlace = readonly PathStep[] | undefined;

/**
 * What `this` means at one place of a template. `#each` and `#with` open one; a loop changes its own
 * from turn to turn, so nothing may keep one.
 */
export class Frame {
  readonly outer: Frame | undefined;
  context: JsonValue | undefined;
  /** Of a loop: the position or name of the member, its number, and whether it is the last. */
  key: PathStep = 0;
  index = 0;
  last = false;
  private readonly located: () => FramePlace;
  private readonly loops: boolean;

  constructor(
    outer: Frame | undefined,
    context: JsonValue | undefined,
    located: () => FramePlace,
    loops: boolean,
  ) {
    this.outer = outer;
    this.context = context;
    this.located = located;
    this.loops = loops;
  }

  /** Where the context lies in the data; worked out only when an error needs it. */
  get place(): FramePlace {
    const place = this.located();
    return this.loops && place !== undefined ? [...place, this.key] : place;
  }
}

/** One rendering: its root, its output so far, and what it may still do. */
export class Rendering {
  readonly root: JsonValue;
  readonly html: boolean;
  /** Set while the text is a URL. */
  readonly url: UrlValues | undefined;
  readonly now: () => number;
  readonly uuid: () => string;
  text = '';
  private readonly most: number;
  private steps: number;

  /** `left` is the share of the steps that may still be taken, from 1 to 0. */
  constructor(
    root: JsonValue,
    { html, url }: { html: boolean; url: boolean },
    now: () => number,
    uuid: () => string,
    left = 1,
  ) {
    this.most = left * TEMPLATE_LIMITS.steps;
    this.steps = this.most;
    this.root = root;
    this.html = html;
    this.url = url ? new UrlValues() : undefined;
    this.now = now;
    this.uuid = uuid;
  }

  /** The steps taken, as a share of what one evaluation may take. */
  get share(): number {
    return (this.most - this.steps) / TEMPLATE_LIMITS.steps;
  }

  /** Counts steps before the work is done; throws TEMPLATE_LIMIT when the budget is used up. */
  spend(steps: number): void {
    this.steps -= steps;
    if (this.steps < 0) throw templateLimit(`${TEMPLATE_LIMITS.steps} steps`);
  }

  write(text: string): void {
    this.text += text;
    if (this.text.length > TEMPLATE_LIMITS.output) throw templateLimit('1 MB of text');
  }
}
