import { pointer } from '@millrace/model';
import type { AnswerRule, Fault, JsonObject, JsonValue, Manifest, Place } from '@millrace/model';
import { compileManifestCondition, type ManifestCondition } from '@millrace/mapping';
import { compileAnswers, type Judge } from '../interpreter/compile-answers.ts';
import type { Plan, PlanStep } from '../interpreter/plan.ts';
import type { Answer } from '../interpreter/prepared.ts';
import {
  firstOfEachKind,
  pointKey,
  pointsOf,
  textKey,
  type Points,
  type Way,
} from './coverage-points.ts';

/** Notes what of a manifest is used while its cases run: coverage of data. */
export class Coverage {
  private readonly points: Points;
  private readonly reached = new Set<string>();
  private readonly probes = new WeakMap<AnswerRule, Probe>();

  constructor(manifest: Manifest) {
    this.points = pointsOf(manifest);
  }

  /** What no case reached so far, each with the JSON pointer of its place. */
  gaps(): Fault[] {
    return [...this.points.all].flatMap(([key, fault]) => (this.reached.has(key) ? [] : [fault]));
  }

  /** How many parts there are to reach. */
  get size(): number {
    return this.points.all.size;
  }

  /** Where the set-up of a trigger's webhook stands. */
  registerOf(trigger: string): string {
    return this.points.registerAt.get(trigger) ?? '';
  }

  reach(place: string, way: Way): void {
    this.reached.add(pointKey(place, way));
  }

  /** A condition was asked and held, or did not. */
  asked(place: string, held: boolean): void {
    this.reach(place, held ? 'holds' : 'not');
  }

  /** What the plan that ran last gave. */
  output: JsonValue | undefined;

  /** The same plan, which notes what of it is used. */
  readonly watch = (plan: Plan): Plan => ({
    ...plan,
    steps: plan.steps.map((step) => this.watchStep(step)),
    output: (data, body) => (this.output = plan.output(data, body)),
  });

  private watchStep(step: PlanStep): PlanStep {
    const place = this.points.placeOf.get(step.source) ?? '';
    const { prepare, authorise, judge, pager, when, each, until } = step;
    const own = conditions(step.source.place);
    return {
      ...step,
      when: when && this.watched(when, `${place}/when`),
      prepare: (account, data, work) => {
        const prepared = prepare(account, data, work);
        this.reach(place, 'sent');
        if (each !== undefined) this.reach(`${place}/each`, 'turn');
        return prepared;
      },
      authorise: (account, prepared, data) => {
        this.placed(own, `${place}/place`, data);
        const { authId, auth } = account;
        if (prepared.withAccount)
          this.placed(conditions(auth.place), `/auth/${authId}/place`, data);
        return authorise(account, prepared, data);
      },
      judge: (answer, data, now) => {
        this.judged(step.rules, answer, data, now);
        return judge(answer, data, now);
      },
      pager: pager && {
        ...pager,
        next: (state, answer, data) => {
          const found = pager.next(state, answer, data);
          if (found.next !== undefined) this.reach(`${place}/pages`, 'second');
          return found;
        },
      },
      until: until && {
        ...until,
        when: (data) => {
          const held = until.when(data);
          if (!held) this.reach(`${place}/until`, 'again');
          return held;
        },
      },
    };
  }

  private watched(when: ManifestCondition, place: string): ManifestCondition {
    return (data) => {
      const held = when(data);
      this.asked(place, held);
      return held;
    };
  }

  private placed(
    own: readonly (ManifestCondition | undefined)[],
    at: string,
    data: JsonObject,
  ): void {
    own.forEach((when, index) => {
      if (when !== undefined) this.asked(`${at}/${index}/when`, when(data));
    });
  }

  /** Which rules an answer meets, and what of each comes to light: the first that has something to say says it. */
  private judged(rules: readonly AnswerRule[], answer: Answer, data: JsonObject, now: Date): void {
    const said = new Set<Way>();
    let isFirst = true;
    for (const rule of rules) {
      const place = this.points.placeOf.get(rule);
      const probe = this.probeOf(rule);
      const verdict = probe.whole(answer, data, now);
      if (place === undefined || verdict.hint !== MARK) continue;
      this.reach(place, 'matches');
      if (isFirst) this.decided(rule, place, probe, answer, data, now);
      isFirst = false;
      const once = (way: Way, at: string, is: boolean): void => {
        if (!is || said.has(way)) return;
        said.add(way);
        this.reach(at, way);
      };
      const text = probe.texts.findIndex((one) => one(answer, data, now).text !== undefined);
      const told = rule.text?.[text];
      once(
        'text',
        this.points.textAt.get(told === undefined ? '' : textKey(told)) ?? '',
        told !== undefined,
      );
      once('hint', `${place}/hint`, rule.hint !== undefined);
      once('fields', `${place}/fields`, verdict.faults.length > 0);
      once('after', `${place}/after`, rule.after !== undefined && verdict.afterMs !== undefined);
    }
  }

  private decided(
    { is, table }: AnswerRule,
    place: string,
    { whole, listed }: Probe,
    ...[answer, data, now]: Parameters<Judge>
  ): void {
    if (is !== undefined) this.reach(`${place}/is`, 'decides');
    if (table === undefined) return;
    if (listed(answer, data, now).hint !== MARK) {
      this.reach(`${place}/table/otherwise`, 'otherwise');
      return;
    }
    const { kind } = whole(answer, data, now);
    const code = firstOfEachKind(table.kinds).find((one) => table.kinds[one] === kind);
    if (code !== undefined) this.reach(place + pointer(['table', 'kinds', code]), 'kind');
  }

  private probeOf(rule: AnswerRule): Probe {
    const known = this.probes.get(rule) ?? probeOf(rule);
    this.probes.set(rule, known);
    return known;
  }
}

/** Judges by one rule alone; a hint of ours comes back when it matches. */
interface Probe {
  whole: Judge;
  /** Without `otherwise`. */
  listed: Judge;
  /** With one of its texts each. */
  texts: readonly Judge[];
}

const MARK = 'matched';

function probeOf(rule: AnswerRule): Probe {
  const { table, text = [] } = rule;
  const listed = table && { ...table, otherwise: undefined };
  return {
    whole: compileAnswers([{ ...rule, hint: MARK }]),
    listed: compileAnswers([{ ...rule, table: listed, hint: MARK }]),
    texts: text.map((one) => compileAnswers([{ ...rule, text: [one] }])),
  };
}

function conditions(places: readonly Place[] = []): (ManifestCondition | undefined)[] {
  return places.map(({ when }) => when && compileManifestCondition(when));
}

/** True for something that a list, shape, fact or set-up took from an answer. */
export function isFound(value: JsonValue | undefined): boolean {
  return value !== undefined && value !== null && value !== '';
}
