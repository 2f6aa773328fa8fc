interface Seat<T> {
  value: T | undefined;
}

/**
 * A map in the order of insertion, for values that come and go a thousand times a second. When a
 * plain Map grows, it leaves its old table to the garbage collector, and that table still refers to
 * values deleted since. It is in the old generation by then, so the values stay until the next full
 * collection. Here a table refers only to a seat, which is emptied when its value is taken out. With
 * a plain Map a seventh of all runs outlived the young generation, and full collections stopped the
 * server for 20 ms every three seconds.
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

  /** Removes a value and gives it. */
  take(id: string): T | undefined {
    const seat = this.seats.get(id);
    if (seat === undefined) return undefined;
    this.seats.delete(id);
    return vacate(seat);
  }

  /** Removes the oldest value and gives it. */
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

  /** Removes all values and gives them. */
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
