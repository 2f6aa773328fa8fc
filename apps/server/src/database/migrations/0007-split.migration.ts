import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * One delivery can become many events. Its bytes are stored once, with the first of them; each event
 * holds its own item as JSON and, except the first, names the event that holds the bytes.
 */
export class Split1795700000000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE events ADD COLUMN delivery_id uuid, ADD COLUMN item bytea');
    await db.query('ALTER TABLE events ALTER COLUMN item SET STORAGE EXTERNAL');
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE events DROP COLUMN delivery_id, DROP COLUMN item');
  }
}
