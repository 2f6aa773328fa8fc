/**
 * The last `most` values by text, or a few fewer; the ones unused longest go first. Two generations:
 * what is asked for moves into the young one, and when that is full the old one is dropped. A hit
 * in the young one changes nothing, where moving a key to the end of one Map rebuilds it again and
 * again.
 */
export class BoundedCache<Value> {
  private young = new Map<string, Value>();
  private old = new Map<string, Value>();
  private readonly most: number;

  constructor(most: number) {
    this.most = Math.ceil(most / 2);
  }

  get size(): number {
    return this.young.size + this.old.size;
  }

  /** The cached value of a text, or the one `make` gives; what throws is not kept. */
  get(text: string, make: (text: string) => Value): Value {
    const known = this.young.get(text);
    if (known !== undefined) return known;
    const value = this.old.get(text) ?? make(text);
    if (this.young.size >= this.most) {
      this.old = this.young;
      this.young = new Map();
    }
    this.old.delete(text);
    this.young.set(text, value);
    return value;
  }
}
