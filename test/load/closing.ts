const closing: (() => Promise<void>)[] = [];

/** Something was started: this ends it, at the end or when the benchmark is interrupted. */
export function closeLater<T extends { stop(): Promise<void> }>(started: T): T {
  closing.push(() => started.stop());
  return started;
}

/** Ends what was started, the last first. */
export async function closeAll(): Promise<void> {
  for (const close of closing.splice(0).reverse()) {
    await close().catch((error: unknown) => process.stderr.write(`${String(error)}\n`));
  }
}

/** Runs a scenario so that nothing is left running, whatever happens. */
export async function withClosing(scenario: () => Promise<void>): Promise<void> {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void closeAll().then(() => process.exit(1)));
  }
  try {
    await scenario();
  } finally {
    await closeAll();
  }
}
