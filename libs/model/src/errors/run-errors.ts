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
  LOOPS_TOO_LARGE: {
    status: 422,
    message:
      'With the loop "{step}" the loops of this run have {count} items together; at most {limit} are allowed.',
    hint: 'Filter the lists first, or call another flow for each item of the outer loop.',
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
  RUN_DATA_GONE: {
    status: 404,
    message: 'The event of this run is no longer there.',
    hint: 'It was older than the retention period, or its flow was deleted.',
    actor: 'user',
  },
  ATTEMPT_NOT_FOUND: {
    status: 404,
    message: 'Run {run} has no attempt {seq}.',
    hint: 'List them with GET /api/v1/runs/{run}/attempts.',
    actor: 'user',
  },
  RUN_DATA_UNREADABLE: {
    status: 500,
    message: 'What is stored of this run cannot be read: {reason}.',
    hint: 'Publish the flow again and replay the run on the newest version. If that fails as well, restore a backup.',
    actor: 'us',
  },
  RUN_RESULTS_REFUSED: {
    status: 422,
    message: 'The results of this run cannot be stored: {reason}.',
    hint: 'A step puts out too much. Let it fetch or keep less, then replay the run.',
    actor: 'user',
  },
  RUN_STOPPED_SERVER: {
    status: 500,
    message: 'The server ended {times} times in the middle of this run.',
    hint: 'Look at what its event or its steps ask for. Replay it once the cause is found.',
    actor: 'us',
  },
  RUN_FAILED: {
    status: 500,
    message: 'The event was accepted, but its run ended as {status}.',
    hint: 'Look at run {run} in Millrace.',
    actor: 'user',
  },
  CALLED_FLOW_UNKNOWN: {
    status: 422,
    message: 'There is no published flow "{flow}" to call.',
    hint: 'Publish it, or choose another one in the step.',
    actor: 'user',
  },
  CALLED_FLOW_FAILED: {
    status: 422,
    message: 'The called flow "{flow}" ended as {status}.',
    hint: 'Look at run {run}.',
    actor: 'user',
  },
  CALLS_TOO_DEEP: {
    status: 422,
    message: 'Flows call each other {depth} deep here, which is the limit.',
    hint: 'A flow probably calls itself. Let it end before it does.',
    actor: 'user',
  },
  REPLAY_NOT_FOUND: {
    status: 404,
    message: 'There is no replay {id}.',
    hint: 'List them with GET /api/v1/replays.',
    actor: 'user',
  },
  REPLAY_FINISHED: {
    status: 409,
    message: 'Replay {id} has already ended as {status}.',
    hint: 'Start another one.',
    actor: 'user',
  },
} as const;
