import { z } from 'zod';
import { upgradeSchema } from '../connector/manifest.ts';
import { actionInfoSchema } from './connectors.ts';

const sliceChangeSchema = z.object({
  /** quiet: nothing the flow does; additive: more is possible; breaking: it may no longer fit. */
  kind: z.enum(['quiet', 'additive', 'breaking']),
  text: z.string(),
});
export type SliceChange = z.infer<typeof sliceChangeSchema>;

/** A step of a draft whose connector has a newer version. */
const stepUpgradeSchema = z.object({
  step: z.string(),
  action: z.string(),
  /** Of the connector: what the step names, and the newest. */
  from: z.int(),
  to: z.int(),
  /** The worst of the changes. */
  kind: sliceChangeSchema.shape.kind,
  changes: z.array(sliceChangeSchema),
  /** What its makers say of the versions between, and where input moves; see upgradeStep. */
  upgrades: z.array(upgradeSchema),
  /** The action as the step uses it; null when this server does not have that version. */
  info: actionInfoSchema.nullable(),
});
export type StepUpgrade = z.infer<typeof stepUpgradeSchema>;

export const stepUpgradesSchema = z.object({ items: z.array(stepUpgradeSchema) });
