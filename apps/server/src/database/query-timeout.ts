/** The database kept silent for too long; named as pg names it. */
export class QueryTimeout extends Error {
  constructor() {
    super('Query read timeout');
  }
}
