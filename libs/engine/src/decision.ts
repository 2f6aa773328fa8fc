import type { JsonValue } from '@millrace/model';
import type { ActionCall, FlowAnswer } from './ports.ts';
import type { CallState, Place, StepError } from './state.ts';

/** What the engine wants done next, in the order given. */
export type Decision =
  /** A step without side effects is done; remember it. `seq` is that of its attempt when begun. */
  | {
      kind: 'record';
      place: Place;
      input: JsonValue;
      output: JsonValue;
      tryNumber: number;
      seq: number | undefined;
    }
  /** A respond step is done: remember it, then answer. */
  | { kind: 'respond'; place: Place; answer: FlowAnswer; tryNumber: number }
  /** A delay begins. */
  | { kind: 'delay'; place: Place; input: JsonValue; until: Date }
  /**
   * Make this call, then report how it ended. `seq` is that of its attempt when begun, `state` what the
   * step left when it was last called.
   */
  | {
      kind: 'perform';
      place: Place;
      call: ActionCall;
      neverRepeat: boolean;
      seq: number | undefined;
      state: CallState | undefined;
    }
  /** There is more to decide: carry out what was decided, let others have their turn, ask again. */
  | { kind: 'more' }
  /** Nothing more to do until then, or until a call under way has ended. */
  | { kind: 'wait'; until: Date }
  /** A step cannot be carried out; the run ends. */
  | { kind: 'fail'; place: Place; error: StepError; tryNumber: number }
  /** The run ends. */
  | {
      kind: 'finish';
      status: 'succeeded' | 'stopped' | 'failed';
      output: JsonValue;
      error: StepError | undefined;
    };

/** What to do after a failed call. */
export type FailureDecision = { kind: 'fail' } | { kind: 'continue' } | { kind: 'retry'; at: Date };
