import { useLayoutEffect, useRef, type ReactNode, type RefObject } from 'react';
import type { FaultRange } from './fault.ts';
import classes from './mapping-field.module.css';

type TextBox = HTMLInputElement | HTMLTextAreaElement;

interface FaultMarkProps {
  box: RefObject<TextBox | null>;
  text: string;
  fault: FaultRange | undefined;
  /** True for a box of several lines. */
  lines?: boolean;
  /** The text box. */
  children: ReactNode;
}

/** What decides where a letter stands in a text box. */
const METRICS = ['font', 'letterSpacing', 'lineHeight', 'padding', 'borderWidth'] as const;

/**
 * Underlines the fault in a text box: the same text lies over it, unseen but for the line. Screen
 * readers hear the message instead, which describes the box.
 */
export function FaultMark({ box, text, fault, lines = false, children }: FaultMarkProps) {
  const layer = useRef<HTMLDivElement>(null);
  const { start, end } = fault ?? {};
  useLayoutEffect(() => {
    const { current: input } = box;
    const { current: marks } = layer;
    if (input === null || marks === null || start === undefined) return undefined;
    const style = getComputedStyle(input);
    for (const name of METRICS) marks.style[name] = style[name];
    const follow = () => {
      marks.style.width = `${input.clientWidth + input.clientLeft * 2}px`;
      marks.scrollTop = input.scrollTop;
      marks.scrollLeft = input.scrollLeft;
    };
    follow();
    input.addEventListener('scroll', follow);
    return () => input.removeEventListener('scroll', follow);
  }, [box, text, start]);
  return (
    <div className={classes['marked']}>
      {children}
      {start === undefined || end === undefined ? null : (
        <div ref={layer} className={classes['marks']} data-lines={lines || undefined} aria-hidden>
          {text.slice(0, start)}
          <mark>{text.slice(start, end)}</mark>
          {text.slice(end)}
        </div>
      )}
    </div>
  );
}
