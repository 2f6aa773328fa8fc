/** The last `most` values by text; the one unused longest goes first. */
export class BoundedCache<Value> {
  private readonly values = new Map<string, Value>();

  private readonly most: number;

  constructor(most: number) {
    this.most = most;
  }

  get size(): number {
    return this.values.size;
  }

  /** The cached value of a text, or the one `make` gives; what throws is not kept. */
  get(text: string, make: (text: string) => Value): Value {
    const known = this.values.get(text);
    const value = known ?? make(text);
    if (known !== undefined) this.values.delete(text);
    this.values.set(text, value);
    if (this.values.size > this.most) {
      for (const oldest of this.values.keys()) {
        this.values.delete(oldest);
        break;
      }
    }
    return value;
  }
}
