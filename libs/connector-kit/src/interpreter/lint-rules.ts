import type { AnswerRule, Fault } from '@millrace/model';
import { fault, type Place } from './lint-reads.ts';

/** Rules behind one that takes all their answers: what they say of kind, hint and time is never heard. */
export function lintReach(rules: readonly AnswerRule[] | undefined, place: Place): Fault[] {
  return (rules ?? []).flatMap((rule, index) => {
    const before = (rules ?? []).slice(0, index).filter((one) => takesAll(one, rule));
    const at = [...place, index];
    return [
      ...(before.length > 0 && rule.is !== undefined ? [late(at, 'is')] : []),
      ...(before.length > 0 && rule.table !== undefined ? [late(at, 'table')] : []),
      ...(rule.hint !== undefined && before.some(({ hint }) => hint !== undefined)
        ? [late(at, 'hint')]
        : []),
      ...(rule.after !== undefined && before.some(({ after }) => typeof after === 'string')
        ? [late(at, 'after')]
        : []),
    ];
  });
}

function late(at: Place, member: string): Fault {
  return fault([...at, member], 'A rule before this one takes all of its answers.');
}

/** True when each answer of `late` meets `early` too, whatever is in it. */
function takesAll(early: AnswerRule, later: AnswerRule): boolean {
  const { when, table, each, status } = early;
  if (when !== undefined || table !== undefined || each !== undefined) return false;
  if (status === undefined) return true;
  const covers = (one: number | string): boolean =>
    status.some(
      (known) => known === one || (typeof known === 'string' && known[0] === String(one)[0]),
    );
  return later.status?.every(covers) ?? false;
}
