import { parseArgs } from 'node:util';
import { withClosing } from './closing.ts';
import { headline } from './headline.ts';

/** `millrace bench`: measures Millrace beside the least that keeps every order. */
const { values } = parseArgs({
  options: {
    connections: { type: 'string', default: '64' },
    rounds: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '8' },
  },
});

await withClosing(() =>
  headline({
    connections: values.connections.split(',').map(Number),
    rounds: Number(values.rounds),
    seconds: Number(values.seconds),
  }),
);
