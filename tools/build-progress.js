/** Nx says this when a build has ended, also when it came from its cache. */
const ENDED = /✔\s+nx run @millrace\/([\w-]+):build/;

/**
 * What people read while apps are built: plain lines, one when an app is done and one now and then
 * between, so that it reads the same in a terminal, a log and a container.
 */
export class BuildProgress {
  #apps;
  #now;
  #started;
  #done = new Set();

  constructor(apps, now = () => performance.now()) {
    this.#apps = apps;
    this.#now = now;
    this.#started = now();
  }

  /** The first lines. */
  start() {
    const names = this.#apps.map((app) => `the ${app}`).join(' and ');
    return [`Building ${names}. Needed once, and after changes: about half a minute.`];
  }

  /** What a line of the build's output means for people, if anything. */
  read(line) {
    const app = ENDED.exec(line)?.[1];
    if (app === undefined || this.#done.has(app)) return [];
    this.#done.add(app);
    return [`  ${this.#count()} The ${app} is built (${this.#seconds()} s).`];
  }

  /** That it still goes on. */
  still() {
    const open = this.#apps.filter((app) => !this.#done.has(app)).map((app) => `the ${app}`);
    if (open.length === 0) return [];
    return [`  ${this.#count()} Still building ${open.join(' and ')} (${this.#seconds()} s) …`];
  }

  #count() {
    return `[${this.#done.size}/${this.#apps.length}]`;
  }

  #seconds() {
    return Math.round((this.#now() - this.#started) / 1000);
  }
}
