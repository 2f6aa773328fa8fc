import { MemoryQueue } from './testing/memory-queue.ts';
import { CONTRACT_FLOW, describeRunQueue } from './testing/queue.contract.ts';

describeRunQueue('runs in memory', () => Promise.resolve(new MemoryQueue(CONTRACT_FLOW)));
