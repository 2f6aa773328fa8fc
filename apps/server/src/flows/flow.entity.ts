import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A flow: its draft, and which version is live. */
@Entity({ name: 'flows' })
export class FlowEntity {
  @PrimaryColumn({ type: 'uuid' })
  id!: string;

  @Column({ name: 'workspace_id', type: 'uuid' })
  workspaceId!: string;

  @Column({ type: 'text' })
  name!: string;

  /** The secret part of the trigger URL. */
  @Column({ name: 'hook_token', type: 'text' })
  hookToken!: string;

  /** The draft document as JSON text. */
  @Column({ type: 'text' })
  draft!: string;

  /** Counts the saves of the draft: the etag. */
  @Column({ type: 'integer' })
  revision!: number;

  /** The live version, or null while unpublished. */
  @Column({ type: 'integer', nullable: true })
  version!: number | null;

  @Column({ type: 'boolean' })
  paused!: boolean;

  @Column({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;

  @Column({ name: 'updated_at', type: 'timestamptz' })
  updatedAt!: Date;
}
