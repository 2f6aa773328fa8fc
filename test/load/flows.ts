import { growth } from './growth.ts';
import { headlineFlow, publishFlow } from './millrace-side.ts';
import { say, type TurnOptions } from './turns.ts';

const AT_ONCE = 8;

/** Throughput with many published flows, each request for one of them at random. */
export function flows(levels: readonly number[], options: TurnOptions): Promise<void> {
  return growth('flows', levels, options, async (side, level, partner) => {
    const began = Date.now();
    while (side.urls.length < level) {
      const first = side.urls.length;
      const count = Math.min(AT_ONCE, level - first);
      const publishing = Array.from({ length: count }, (_, index) =>
        publishFlow(side.millrace, headlineFlow(partner, `Orders ${first + index}`)),
      );
      side.urls.push(...(await Promise.all(publishing)));
    }
    say(`${side.name} published in ${((Date.now() - began) / 1000).toFixed(0)} s`);
  });
}
