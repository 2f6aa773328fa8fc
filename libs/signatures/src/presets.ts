import { GITHUB } from './presets/github.preset.ts';
import { WOOCOMMERCE } from './presets/woocommerce.preset.ts';
import type { Scheme } from './scheme.ts';

const PRESETS: ReadonlyMap<string, Scheme> = new Map(
  [WOOCOMMERCE, GITHUB].map((scheme) => [scheme.id, scheme]),
);

/** The ids of every known scheme. */
export function presetIds(): string[] {
  return [...PRESETS.keys()];
}

/** The scheme with this id, if there is one. */
export function preset(id: string): Scheme | undefined {
  return PRESETS.get(id);
}
