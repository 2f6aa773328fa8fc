import type { StreamMessage } from '@millrace/model';

const EVERY_MS = 100;
/** More in that time than anybody could see is sent as one: load again what is shown. */
const MOST_LISTED = 50;

/** Sends one browser what happens, at a pace it can follow. */
export class StreamPacer {
  private waiting: StreamMessage[] = [];
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly write: (text: string) => void) {}

  add(message: StreamMessage): void {
    if (this.waiting.length <= MOST_LISTED) this.waiting.push(message);
    this.timer ??= setTimeout(() => this.flush(), EVERY_MS);
  }

  stop(): void {
    clearTimeout(this.timer);
  }

  private flush(): void {
    this.timer = undefined;
    const messages: StreamMessage[] =
      this.waiting.length > MOST_LISTED ? [{ kind: 'many' }] : this.waiting;
    this.waiting = [];
    for (const message of messages) {
      this.write(`event: ${message.kind}\ndata: ${JSON.stringify(message)}\n\n`);
    }
  }
}
