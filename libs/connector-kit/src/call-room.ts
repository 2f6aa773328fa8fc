/** Where a call of several requests keeps how far it is. */
export interface CallRoom {
  /** What the step stored last, in this try or an earlier one; undefined at its beginning. */
  readonly state: string | undefined;
  /** True for a new try: the one before it failed. */
  readonly retries: boolean;
  /** True when nothing may be sent again of which nobody knows whether it arrived. */
  readonly neverRepeat: boolean;
  /**
   * Stores how far the call is; `writes` says that what it sends next is a write. Rejects when it was
   * not stored: then nothing more may be sent.
   */
  checkpoint(state: string, writes: boolean): Promise<void>;
}

/** A call that waits, and goes on from `state` at an instant. Until then nothing of it is under way. */
export class CallWaits extends Error {
  override readonly name = 'CallWaits';
  readonly until: Date;
  readonly state: string;

  constructor(until: Date, state: string) {
    super(`the call goes on at ${until.toISOString()}`);
    this.until = until;
    this.state = state;
  }
}
