import { closeLater } from './closing.ts';
import { startEnds } from './measure.ts';
import { headlineFlow, publishFlow, startMillraceSide } from './millrace-side.ts';
import type { Side } from './side.ts';
import { inTurns, type TurnOptions } from './turns.ts';

const STEPS = [1, 5, 20];

/** Throughput of flows of 1, 5 and 20 steps; the last is the call, the others map six fields each. */
export async function steps(options: TurnOptions): Promise<void> {
  const ends = closeLater(await startEnds());
  const millrace = closeLater(await startMillraceSide(ends.partner));
  const sides: Side[] = [];
  for (const count of STEPS) {
    const url = await publishFlow(millrace.millrace, flowOf(count, ends.partner));
    sides.push({ ...millrace, name: `${count} steps`, urls: [url] });
  }
  await inTurns(sides, ends, options);
}

function flowOf(count: number, partner: string): unknown {
  const flow = headlineFlow(partner, `Orders in ${count} steps`);
  const [map, send] = flow.steps;
  const maps = Array.from({ length: count - 1 }, (_, index) => ({ ...map, id: `map${index + 1}` }));
  const order = { order: { $path: '$.trigger.body.id' } };
  const body = count === 1 ? order : { $path: `$.steps.map${count - 1}.output` };
  return { ...flow, steps: [...maps, { ...send, input: { ...send.input, body } }] };
}
