import type { Fault, Manifest } from '@millrace/model';
import { fault } from './lint-reads.ts';

const ELEMENTS = new Set([
  ...['svg', 'g', 'defs', 'path', 'rect', 'circle', 'ellipse', 'line', 'polyline', 'polygon'],
  ...['linearGradient', 'radialGradient', 'stop'],
]);

const ATTRIBUTES = new Set([
  ...['viewBox', 'width', 'height', 'x', 'y', 'x1', 'x2', 'y1', 'y2', 'cx', 'cy', 'r', 'rx', 'ry'],
  ...['d', 'points', 'transform', 'opacity', 'id', 'fx', 'fy', 'offset', 'stop-color'],
  ...['stop-opacity', 'gradientUnits', 'gradientTransform', 'spreadMethod', 'fill', 'fill-rule'],
  ...['fill-opacity', 'clip-rule', 'stroke', 'stroke-width', 'stroke-linecap', 'stroke-linejoin'],
  ...['stroke-miterlimit', 'stroke-dasharray', 'stroke-dashoffset', 'stroke-opacity'],
]);

const NAMESPACE = 'http://www.w3.org/2000/svg';
const TAG = /<(\/?)([A-Za-z][\w-]*)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>\s*/y;
const ATTRIBUTE = /([\w:-]+)="([^"]*)"/g;
/** Numbers, colours, paths, functions, and url(#…) of a gradient in the same drawing: no address has a form in it. */
const VALUE = /^[\w\s.,#%()+-]*$/;

/** A drawing is shown in browsers: only shapes and gradients of it are taken, and nothing that leads elsewhere. */
export function lintIcon(icon: Manifest['icon']): Fault[] {
  if (typeof icon !== 'string') return [];
  return iconFaults(icon).map((message) => fault(['icon'], message));
}

function iconFaults(icon: string): string[] {
  const faults = new Set<string>();
  const open: string[] = [];
  let end = 0;
  let isOver = false;
  for (TAG.lastIndex = 0; end < icon.length; end = TAG.lastIndex) {
    const [, close, name = '', attributes = '', alone] = TAG.exec(icon) ?? [];
    if (name === '' || isOver) return [...faults, `It is no drawing after character ${end}.`];
    if (close === '/') {
      if (open.pop() !== name) return [...faults, `<${name}> is closed where it is not open.`];
    } else {
      if (open.length === 0 && name !== 'svg') return [...faults, 'It has to begin with <svg>.'];
      if (!ELEMENTS.has(name)) faults.add(`It may not hold <${name}>.`);
      for (const message of attributeFaults(attributes)) faults.add(message);
      if (alone !== '/') open.push(name);
    }
    isOver = open.length === 0;
  }
  if (!isOver) faults.add('It is cut short.');
  return [...faults];
}

function attributeFaults(text: string): string[] {
  return [...text.matchAll(ATTRIBUTE)].flatMap(([, name = '', value = '']) => {
    if (name === 'xmlns') return value === NAMESPACE ? [] : ['Its xmlns is not that of SVG.'];
    if (!ATTRIBUTES.has(name)) return [`It may not have the attribute ${name}.`];
    const leads = /url/i.test(value) && !/^url\(#[\w-]+\)$/.test(value);
    return leads || !VALUE.test(value) ? [`Its ${name} may not be "${value.slice(0, 40)}".`] : [];
  });
}
