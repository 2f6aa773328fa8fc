import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

/** A TCP line to PostgreSQL that can be made bad. */
export interface PgProxy {
  port: number;
  /** Every chunk in both directions comes this much later; 0 is as it was. */
  delay(ms: number): void;
  /** Nothing passes and nothing is refused, for old and new connections, until `pass`. */
  blackHole(): void;
  pass(): void;
  /** Cuts every connection. */
  reset(): void;
  close(): Promise<void>;
}

export async function startPgProxy(target: number): Promise<PgProxy> {
  const pairs = new Set<[Socket, Socket]>();
  let delayMs = 0;
  let hole: { passed: Promise<void>; open: () => void } | undefined;

  const gate = async (): Promise<void> => {
    while (hole !== undefined) await hole.passed;
    if (delayMs > 0) await wait(delayMs);
  };
  /** Writes in order: each chunk waits for the one before it. */
  const relay = (from: Socket, to: Socket): void => {
    let last: Promise<void> = Promise.resolve();
    const then = (act: () => void): void => {
      last = last.then(gate).then(act);
    };
    from.on('data', (chunk: Buffer) => then(() => void to.write(chunk)));
    from.on('end', () => then(() => void to.end()));
  };
  const server = createServer({ allowHalfOpen: true }, (client) => {
    const upstream = connect({ port: target, host: '127.0.0.1', allowHalfOpen: true });
    const pair: [Socket, Socket] = [client, upstream];
    pairs.add(pair);
    for (const socket of pair) {
      socket.setNoDelay(true);
      socket.on('error', () => undefined);
      // Whatever one side still had to say is lost with the other, as on a real line.
      socket.on('close', () => {
        pairs.delete(pair);
        pair.forEach(cut);
      });
    }
    relay(client, upstream);
    relay(upstream, client);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const reset = (): void => {
    for (const pair of pairs) pair.forEach(cut);
  };
  const pass = (): void => {
    const { open } = hole ?? {};
    hole = undefined;
    open?.();
  };
  return {
    port: (server.address() as AddressInfo).port,
    delay: (ms) => (delayMs = ms),
    blackHole: () => {
      if (hole !== undefined) return;
      let open = (): void => undefined;
      const passed = new Promise<void>((resolve) => (open = resolve));
      hole = { passed, open };
    },
    pass,
    reset,
    close: async () => {
      pass();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      reset();
      await closed;
    },
  };
}

function cut(socket: Socket): void {
  if (socket.destroyed) return;
  if (socket.connecting) socket.destroy();
  else socket.resetAndDestroy();
}
