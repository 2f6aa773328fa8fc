/** What the checker can find wrong, by kind. */
export const FINDINGS = {
  lost: 'an acknowledged event has no accepted row',
  'accepted-twice': 'one event was accepted more than once, or has more than one run',
  'changed-event': 'the stored body is not the one that was sent',
  unfinished: 'the run of an accepted event did not end as succeeded',
  'wrongly-set-aside': 'a run was set aside that was not in the middle of two processes killed',
  'answered-wrong': 'a delivery was answered as something it was not',
  invented: 'an accepted event was never sent',
  'no-effect': 'a succeeded run has a step without its effect',
  'doubled-effect': 'a target that honours idempotency keys would have acted twice for one step',
  'no-key': 'a call came without an idempotency key',
  'two-keys': 'one step called under more than one idempotency key',
  'changed-call': 'one idempotency key came with more than one body',
  'lost-lease-write': 'a process wrote to a run that another one held',
  'taken-while-leased': 'a process took a run whose lease had not expired',
  'claimed-without-fence': 'a run was taken without a new fence',
  'end-changed': 'a run left its terminal state',
  'late-takeover': 'the run of a dead or stalled process was taken over too late',
} as const;

export type FindingKind = keyof typeof FINDINGS;

export interface Finding {
  kind: FindingKind;
  /** The id of the event or of the run. */
  about: string;
  detail: string;
}
