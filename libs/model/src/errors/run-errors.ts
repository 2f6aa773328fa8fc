/** Errors of running flows: the flow asks for something that cannot be done, or the limits say no. */
export const RUN_ERRORS = {
  LOOP_NOT_A_LIST: {
    status: 422,
    message: 'The loop "{step}" needs a list, but its items are {type}.',
    hint: 'Point the items of the loop at a list, for example $.trigger.body.line_items.',
    actor: 'user',
  },
  LOOP_TOO_LONG: {
    status: 422,
    message: 'The loop "{step}" has {count} items; at most {limit} are allowed.',
    hint: 'Send fewer items an event, or split them over several events.',
    actor: 'user',
  },
  DELAY_INVALID: {
    status: 422,
    message: 'The delay "{step}" cannot read {value} as a time.',
    hint: 'Give an instant such as 2026-11-21T08:00:00Z, or seconds since 1970.',
    actor: 'user',
  },
  RUN_STOPPED: {
    status: 422,
    message: '{message}',
    hint: 'A stop step of the flow ended the run as failed.',
    actor: 'user',
  },
  RUN_TIMED_OUT: {
    status: 504,
    message: 'The run did not end within {limit}.',
    hint: 'Raise the time-out of the flow, or find the step that takes so long.',
    actor: 'user',
  },
} as const;
