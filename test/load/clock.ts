/** Milliseconds on the machine's monotonic clock, the same in every process. */
const [seconds, nanoseconds] = process.hrtime();
const OFFSET = seconds * 1e3 + nanoseconds / 1e6 - performance.now();

export function now(): number {
  return performance.now() + OFFSET;
}
