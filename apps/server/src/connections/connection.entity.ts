import type { ConnectionStatus } from '@millrace/model';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One account at one application, with its values encrypted. */
export interface ConnectionRow {
  id: string;
  workspaceId: string;
  connector: string;
  name: string;
  /** The id of the kind of sign-in, or `default` for the connector's first. */
  auth: string;
  /** The keys that hold a value. */
  fields: string[];
  /** The envelope of values and tokens. */
  secret: Buffer;
  /** What was learned of the account, as JSON; never a secret. */
  facts: object;
  status: ConnectionStatus;
  statusReason: string | null;
  checkedAt: Date | null;
  /** When its token ends. */
  expiresAt: Date | null;
  /** What the application calls the account. */
  account: string | null;
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

  @Column({ type: 'text' })
  auth!: string;

  @Column({ type: 'text', array: true })
  fields!: string[];

  @Column({ type: 'bytea' })
  secret!: Buffer;

  @Column({ type: 'jsonb' })
  facts!: object;

  @Column({ type: 'text' })
  status!: ConnectionStatus;

  @Column({ name: 'status_reason', type: 'text', nullable: true })
  statusReason!: string | null;

  @Column({ name: 'checked_at', type: 'timestamptz', nullable: true })
  checkedAt!: Date | null;

  @Column({ name: 'expires_at', type: 'timestamptz', nullable: true })
  expiresAt!: Date | null;

  @Column({ type: 'text', nullable: true })
  account!: string | null;

  @Column({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;

  @Column({ name: 'updated_at', type: 'timestamptz' })
  updatedAt!: Date;
}
