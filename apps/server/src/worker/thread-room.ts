import { CheckpointLost, type CallRoom } from '@millrace/engine';
import type { SentRoom } from './thread-messages.ts';

/** The room of a call that is made here, for a run that is driven in the thread. */
export class ThreadRoom implements CallRoom {
  readonly state: string | undefined;
  readonly retries: boolean;
  readonly neverRepeat: boolean;
  private readonly ask: (state: string, writes: boolean) => void;
  private waiting: PromiseWithResolvers<void> | undefined;
  private closed = false;

  constructor(
    { state, retries, neverRepeat }: SentRoom,
    ask: (state: string, writes: boolean) => void,
  ) {
    this.state = state;
    this.retries = retries;
    this.neverRepeat = neverRepeat;
    this.ask = ask;
  }

  checkpoint(state: string, writes: boolean): Promise<void> {
    if (this.closed) return Promise.reject(new CheckpointLost());
    this.waiting = Promise.withResolvers();
    this.ask(state, writes);
    return this.waiting.promise;
  }

  /** The thread has stored the checkpoint, or could not. */
  kept(held: boolean): void {
    if (held) this.waiting?.resolve();
    else this.waiting?.reject(new CheckpointLost());
    this.waiting = undefined;
  }

  /** The run is driven no longer: nobody would store anything. */
  close(): void {
    this.closed = true;
    this.kept(false);
  }
}
