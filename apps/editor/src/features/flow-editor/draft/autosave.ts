/** How the draft stands against the server. */
export type SaveState =
  | { kind: 'saved' }
  | { kind: 'pending' }
  | { kind: 'saving' }
  | { kind: 'failed'; error: unknown }
  /** Someone else saved in between; nothing is written until a person decides. */
  | { kind: 'conflict'; error: unknown };

export interface AutosaveOptions<T> {
  /** Writes the value; rejects when it could not. */
  save: (value: T) => Promise<void>;
  /** True for an error that says the stored value has moved on. */
  isConflict: (error: unknown) => boolean;
  /** Milliseconds of quiet before a write. */
  delay: number;
}

/**
 * Writes the newest value after a pause, one write at a time. States: saved → pending → saving →
 * saved, or failed or conflict. An edit during a write is written after it; after a failure the
 * next edit or retry() tries again; after a conflict only retry() does.
 */
export class Autosave<T> {
  #state: SaveState = { kind: 'saved' };
  #waiting: { value: T } | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #listeners = new Set<() => void>();
  readonly #options: AutosaveOptions<T>;

  constructor(options: AutosaveOptions<T>) {
    this.#options = options;
  }

  readonly state = (): SaveState => this.#state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** The value changed: write it after a pause. */
  changed(value: T): void {
    this.#waiting = { value };
    if (this.#state.kind === 'saving' || this.#state.kind === 'conflict') return;
    this.#become({ kind: 'pending' });
    this.#schedule();
  }

  /** Writes at once what still waits; resolves when it stands or failed. */
  async flush(): Promise<SaveState> {
    clearTimeout(this.#timer);
    if (this.#waiting === undefined || this.#state.kind === 'saving') return this.#state;
    const { value } = this.#waiting;
    this.#waiting = undefined;
    this.#become({ kind: 'saving' });
    try {
      await this.#options.save(value);
      this.#afterWrite();
    } catch (error) {
      this.#waiting ??= { value };
      const kind = this.#options.isConflict(error) ? 'conflict' : 'failed';
      this.#become({ kind, error });
    }
    return this.#state;
  }

  /** Tries again after a failure, or after a person chose to overwrite. */
  retry(): Promise<SaveState> {
    this.#become({ kind: 'pending' });
    return this.flush();
  }

  /** Drops what waits: the stored value was loaded again. */
  forget(): void {
    clearTimeout(this.#timer);
    this.#waiting = undefined;
    this.#become({ kind: 'saved' });
  }

  #afterWrite(): void {
    if (this.#waiting === undefined) return this.#become({ kind: 'saved' });
    this.#become({ kind: 'pending' });
    this.#schedule();
  }

  #schedule(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.flush(), this.#options.delay);
  }

  #become(state: SaveState): void {
    this.#state = state;
    for (const listener of this.#listeners) listener();
  }
}
