import type { Dedupe, Trigger, WebhookTrigger } from '@millrace/model';

/** A flow that has no trigger URL of its own takes requests there all the same, without verification. */
export function webhookOf({ trigger }: { trigger: Trigger }): WebhookTrigger {
  return trigger.kind === 'webhook' ? trigger : { kind: 'webhook' };
}

/** By what deliveries are compared where the trigger does not say: only who is known has a preset. */
export function dedupeBy({ dedupe, verify, connection }: WebhookTrigger): Dedupe['by'] {
  return dedupe?.by ?? (verify === undefined && connection === undefined ? 'none' : 'preset');
}
