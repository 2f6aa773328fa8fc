/** How the draft stands against the server. */
export type SaveState =
  | { kind: 'saved' }
  | { kind: 'pending' }
  | { kind: 'saving' }
  | { kind: 'failed'; error: unknown }
  /** Someone else saved in between; nothing is written until a person decides. */
  | { kind: 'conflict'; error: unknown };

export interface AutosaveOptions<T> {
  /** The value the server has at first. */
  stored: T;
  /** Writes the value; rejects when it could not, or when nobody knows whether it could. */
  save: (value: T) => Promise<void>;
  /** True for an error that says the stored value has moved on. */
  isConflict: (error: unknown) => boolean;
  /** Milliseconds of quiet before a write. */
  delay: number;
}

/**
 * Brings what the server has to what is on the screen: after a pause, one write at a time.
 *
 * Two values decide everything. `shown` is what is on the screen, however it came there, undo
 * included. `stored` is what the server confirmed last; it is unknown from the start of a write to
 * its success, because a failed write may have arrived. Only when both are the same value is the
 * state `saved`. Otherwise: pending → saving → saved, or pending again when `shown` moved on, or
 * failed, where the next edit or retry() tries again, or conflict, where only retry() does.
 */
export class Autosave<T> {
  #shown: T;
  #stored: { value: T } | undefined;
  #state: SaveState = { kind: 'saved' };
  /** What has the server to itself at the moment: a write, or what whileSaved() does. */
  #turn: Promise<unknown> | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #listeners = new Set<() => void>();
  readonly #options: AutosaveOptions<T>;

  constructor(options: AutosaveOptions<T>) {
    this.#options = options;
    this.#shown = options.stored;
    this.#stored = { value: options.stored };
  }

  readonly state = (): SaveState => this.#state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** What is on the screen changed: write it after a pause unless the server has it. */
  changed(value: T): void {
    if (value === this.#shown) return;
    this.#shown = value;
    const { kind } = this.#state;
    if (kind !== 'saving' && kind !== 'conflict') this.#settle();
  }

  /** Writes until the server has what is on the screen; resolves then, or when a write failed. */
  async flush(): Promise<SaveState> {
    clearTimeout(this.#timer);
    if (this.#turn !== undefined) await this.#turn;
    while (!this.#isStored() && this.#state.kind !== 'conflict') {
      await this.#write();
      if (this.#state.kind === 'failed') break;
    }
    return this.#state;
  }

  /**
   * Does something with what is on the screen once the server has exactly that. Edits meanwhile
   * are written afterwards. Rejects with the reason when it could not be saved.
   */
  async whileSaved<R>(act: () => Promise<R>): Promise<R> {
    const after = await this.flush();
    if (after.kind === 'failed' || after.kind === 'conflict') throw after.error;
    // Someone else may have taken the turn since.
    if (this.#turn !== undefined || !this.#isStored()) return this.whileSaved(act);
    const acting = act();
    void this.#take(acting.then(ignore, ignore));
    return acting;
  }

  /** Tries again after a failure, or after a person chose to overwrite. */
  retry(): Promise<SaveState> {
    this.#settle();
    return this.flush();
  }

  /** What is on the screen was taken from the server. */
  reset(value: T): void {
    this.#shown = value;
    this.#stored = { value };
    this.#settle();
  }

  #isStored(): boolean {
    return this.#stored !== undefined && this.#stored.value === this.#shown;
  }

  #write(): Promise<unknown> {
    return this.#turn ?? this.#take(this.#put());
  }

  /** Nothing else is sent until `work`, which never rejects, has ended. */
  #take(work: Promise<unknown>): Promise<unknown> {
    const turn = work.then(() => {
      if (this.#turn === turn) this.#turn = undefined;
      if (this.#state.kind === 'saved' || this.#state.kind === 'pending') this.#settle();
    });
    this.#turn = turn;
    return turn;
  }

  async #put(): Promise<void> {
    const value = this.#shown;
    clearTimeout(this.#timer);
    this.#stored = undefined;
    this.#become({ kind: 'saving' });
    try {
      await this.#options.save(value);
      this.#stored = { value };
      this.#become({ kind: this.#isStored() ? 'saved' : 'pending' });
    } catch (error) {
      this.#become({ kind: this.#options.isConflict(error) ? 'conflict' : 'failed', error });
    }
  }

  /** Says how the two values stand, and sees to it that they become one. */
  #settle(): void {
    clearTimeout(this.#timer);
    const isStored = this.#isStored();
    this.#become({ kind: isStored ? 'saved' : 'pending' });
    // The end of the turn comes here again.
    if (isStored || this.#turn !== undefined) return;
    this.#timer = setTimeout(() => void this.#write(), this.#options.delay);
  }

  #become(state: SaveState): void {
    if (state.kind === 'saved' && this.#state.kind === 'saved') return;
    this.#state = state;
    for (const listener of this.#listeners) listener();
  }
}

function ignore(): void {
  // What happened is told to whoever asked for it.
}
