import type { Decision } from './decision.ts';
import type { AttemptRecord, CallRoom } from './ports.ts';
import type { CallState } from './state.ts';

type Perform = Extract<Decision, { kind: 'perform' }>;

/** Stores what a call says of itself before it goes on. */
export interface CallKeeper {
  keep(call: BegunCall, state: CallState): Promise<void>;
}

/** A call under way, and its attempt as it was last noted. */
export class BegunCall implements CallRoom {
  readonly perform: Perform;
  attempt: AttemptRecord;
  private readonly keeper: CallKeeper;

  constructor(perform: Perform, attempt: AttemptRecord, keeper: CallKeeper) {
    this.perform = perform;
    this.attempt = attempt;
    this.keeper = keeper;
  }

  get state(): string | undefined {
    return this.attempt.state?.text;
  }

  get retries(): boolean {
    return this.perform.seq === undefined && this.perform.call.tryNumber > 1;
  }

  get neverRepeat(): boolean {
    return this.perform.neverRepeat;
  }

  checkpoint(text: string, writes: boolean): Promise<void> {
    return this.keeper.keep(this, { text, writes });
  }
}

/** A checkpoint was not stored, and nothing more may be sent: the run goes on elsewhere, or was ended. */
export class CheckpointLost extends Error {
  override readonly name = 'CheckpointLost';

  constructor() {
    super('the lease of the run was lost, or the run was ended');
  }
}
