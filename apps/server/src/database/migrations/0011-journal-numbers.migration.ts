import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Each row of the journal says which attempts it holds, so that a page of a long run reads the rows it
 * shows and no others. Rows from before say nothing and are read whenever they might matter. Eight
 * bytes a row; an index would have cost every write of results.
 */
export class JournalNumbers1796000000000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(UNFINISHED_COPIES);
    await db.query(
      'ALTER TABLE attempts ADD COLUMN first_seq integer, ADD COLUMN last_seq integer',
    );
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(UNFINISHED_COPIES);
    await db.query('ALTER TABLE attempts DROP COLUMN first_seq, DROP COLUMN last_seq');
  }
}

/** Retention may have been interrupted in the middle of a copy, which would lack the new columns. */
const UNFINISHED_COPIES = `
  DO $$ DECLARE copy record; BEGIN
    FOR copy IN SELECT relname FROM pg_class
      WHERE relkind = 'r' AND NOT relispartition AND relnamespace = 'public'::regnamespace
        AND relname ~ '^attempts_[0-9]{8}_kept$'
    LOOP
      EXECUTE format('DROP TABLE %I', copy.relname);
    END LOOP;
  END $$`;
