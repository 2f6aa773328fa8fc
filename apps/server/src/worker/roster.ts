interface Seat<T> {
  value: T | undefined;
}

/**
 * Values by id, in the order they came, for what comes and goes a thousand times a second. A Map
 * that is rebuilt leaves its old table behind with everything that was in it, and tables are old by
 * then: until the next full collection they hold what has long been deleted. Here they hold an empty
 * seat. With a plain Map a seventh of all runs outlived the young generation, and full collections
 * stopped the server for 20 ms every three seconds.
 */
export class Roster<T> {
  private readonly seats = new Map<string, Seat<T>>();

  get size(): number {
    return this.seats.size;
  }

  set(id: string, value: T): void {
    this.seats.set(id, { value });
  }

  get(id: string): T | undefined {
    return this.seats.get(id)?.value;
  }

  /** Takes a value out. */
  take(id: string): T | undefined {
    const seat = this.seats.get(id);
    if (seat === undefined) return undefined;
    this.seats.delete(id);
    return vacate(seat);
  }

  /** Takes out the value that came first. */
  takeFirst(): T | undefined {
    for (const [id, seat] of this.seats) {
      this.seats.delete(id);
      return vacate(seat);
    }
    return undefined;
  }

  values(): T[] {
    return [...this.seats.values()].flatMap(({ value }) => (value === undefined ? [] : [value]));
  }

  /** Takes all out. */
  clear(): T[] {
    const values = [...this.seats.values()].map(vacate);
    this.seats.clear();
    return values.flatMap((value) => (value === undefined ? [] : [value]));
  }
}

function vacate<T>(seat: Seat<T>): T | undefined {
  const { value } = seat;
  seat.value = undefined;
  return value;
}
