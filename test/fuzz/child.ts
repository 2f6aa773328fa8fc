import { writeSync } from 'node:fs';
import { runLoop, type LoopOptions } from './loop.ts';

/*
 * The process in which cases are judged: without code generation, with a collector on demand. Its
 * file descriptor 3 holds the number of the case it is at.
 */
const POSITION_FD = 3;

process.once('message', (options: LoopOptions) => {
  const position = Buffer.alloc(8);
  const end = runLoop(options, (number) => {
    position.writeDoubleLE(number);
    writeSync(POSITION_FD, position, 0, 8, 0);
  });
  process.send?.(end, () => process.disconnect());
});
