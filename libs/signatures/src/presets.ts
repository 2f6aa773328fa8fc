import { GITHUB } from './presets/github.preset.ts';
import { SHOPIFY } from './presets/shopify.preset.ts';
import { STANDARD_WEBHOOKS } from './presets/standard-webhooks.preset.ts';
import { WOOCOMMERCE } from './presets/woocommerce.preset.ts';
import type { Scheme } from './scheme.ts';

const PRESETS: ReadonlyMap<string, Scheme> = new Map(
  [WOOCOMMERCE, GITHUB, SHOPIFY, STANDARD_WEBHOOKS].map((scheme) => [scheme.id, scheme]),
);

/** The ids of every known scheme. */
export function presetIds(): string[] {
  return [...PRESETS.keys()];
}

/** The scheme with this id, if there is one. */
export function preset(id: string): Scheme | undefined {
  return PRESETS.get(id);
}
