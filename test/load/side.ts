/** What a load is measured on. */
export interface Side {
  name: string;
  /** Trigger addresses; a request takes one at random. */
  urls: string[];
  /** Server processes. */
  servers: number[];
  postmaster: number;
  /** True while an accepted order has no recorded result. */
  unfinished(): Promise<boolean>;
  /** Orders with a recorded result since the mark of `begin`. */
  completed(): Promise<number>;
  /** Called before each load: a checkpoint, so that none is owed, and a mark for `completed`. */
  begin(): Promise<void>;
  stop(): Promise<void>;
}
