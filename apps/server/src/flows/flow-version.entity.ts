import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Pins } from './step-actions.ts';

/** A published document; never changed. */
@Entity({ name: 'flow_versions' })
export class FlowVersionEntity {
  @PrimaryColumn({ name: 'flow_id', type: 'uuid' })
  flowId!: string;

  @PrimaryColumn({ type: 'integer' })
  version!: number;

  @Column({ name: 'workspace_id', type: 'uuid' })
  workspaceId!: string;

  /** The document as JSON text. */
  @Column({ type: 'text' })
  document!: string;

  /** The slices of connectors it was published with; null when it is older than they are. */
  @Column({ type: 'jsonb', nullable: true })
  pins!: Pins | null;

  @Column({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;
}
