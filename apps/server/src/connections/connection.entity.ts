import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One account at one application, with its values encrypted. */
export interface ConnectionRow {
  id: string;
  workspaceId: string;
  connector: string;
  name: string;
  /** The keys that hold a value. */
  fields: string[];
  /** The envelope of the values. */
  secret: Buffer;
  createdAt: Date;
  updatedAt: Date;
}

@Entity({ name: 'connections' })
export class ConnectionEntity implements ConnectionRow {
  @PrimaryColumn({ type: 'uuid' })
  id!: string;

  @Column({ name: 'workspace_id', type: 'uuid' })
  workspaceId!: string;

  @Column({ type: 'text' })
  connector!: string;

  @Column({ type: 'text' })
  name!: string;

  @Column({ type: 'text', array: true })
  fields!: string[];

  @Column({ type: 'bytea' })
  secret!: Buffer;

  @Column({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;

  @Column({ name: 'updated_at', type: 'timestamptz' })
  updatedAt!: Date;
}
