/** The transaction of a change, of pg or of TypeORM. */
export interface AuditTransaction {
  query(text: string, values: unknown[]): Promise<unknown>;
}
