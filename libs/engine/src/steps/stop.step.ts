import { AppError, isJsonObject, type JsonValue, type StopStep } from '@millrace/model';
import { toStepError } from '../errors.ts';
import { textOf, valueOf } from '../members.ts';
import type { Pass, Walked } from '../pass.ts';
import type { Scope } from '../scope.ts';
import type { Place } from '../state.ts';

const DEFAULT_MESSAGE = 'A stop step ended the run.';
/** The message is shown in lists of runs. */
const LONGEST_MESSAGE = 1_000;

/** Notes why the run ends; that it does follows from the output. */
export function decideStop(step: StopStep, place: Place, scope: Scope, pass: Pass): JsonValue {
  const message = valueOf(step.message, scope.data(), pass.given(place, scope));
  return pass.record(place, null, {
    as: step.as,
    message: shorten(textOf(message ?? DEFAULT_MESSAGE)),
  });
}

/** Ends the whole run, also from inside of loops. */
export function endAtStop(step: StopStep, output: JsonValue, pass: Pass): Walked {
  const message = isJsonObject(output) ? textOf(output['message'] ?? '') : '';
  if (step.as === 'succeeded') pass.finish('succeeded', output);
  else pass.finish('failed', output, toStepError(new AppError('RUN_STOPPED', { message })));
  return { kind: 'open' };
}

function shorten(text: string): string {
  return text.length <= LONGEST_MESSAGE
    ? text
    : `${text.slice(0, LONGEST_MESSAGE).toWellFormed()}…`;
}
