import {
  pointer,
  type AnswerRule,
  type Auth,
  type ConnectorAction,
  type ConnectorRequest,
  type ConnectorStep,
  type ConnectorTrigger,
  type Fault,
  type List,
  type Manifest,
  type Mapping,
  type Place,
  type Register,
  type Shape,
} from '@millrace/model';

/** What is said of a part of a manifest that no case reaches. */
const SAYS = {
  sent: 'No case sends this request.',
  holds: 'In no case does this hold.',
  not: 'In every case this holds.',
  matches: 'No answer in a case matches this rule.',
  decides: 'A rule before it decides in every case.',
  kind: 'No case ends as this entry says.',
  otherwise: 'No case has a code that is not in the table.',
  text: 'No case tells this text.',
  fields: 'No case has a fault of a field from here.',
  hint: 'No case shows this hint.',
  after: 'No case waits as this says.',
  second: 'No case has a second page.',
  turn: 'No case has an item here.',
  again: 'No case has to ask again.',
  gives: 'No case gets a value here.',
  sends: 'No case sends a value of this kind.',
} as const;

/** A way in which a part of a manifest is reached. */
export type Way = keyof typeof SAYS;

/** A part of a request, an action or a rule, as its keys from the manifest's root. */
type Keys = readonly (string | number)[];

/** All that cases have to reach in a manifest, and where its requests and rules stand. */
export interface Points {
  /** What is said of each while it is not reached, by {@link pointKey}. */
  all: ReadonlyMap<string, Fault>;
  /** The JSON pointers of requests and rules, by identity: they keep it from the manifest to the plan. */
  placeOf: ReadonlyMap<object, string>;
  /** Where a text of a rule stands first, by {@link textKey}: the same text in further rules reads the same. */
  textAt: ReadonlyMap<string, string>;
  /** Where the set-up of a trigger's webhook stands first: the same set-up in further triggers goes the same way. */
  registerAt: ReadonlyMap<string, string>;
}

export function pointKey(place: string, way: Way): string {
  return `${way} ${place}`;
}

/**
 * Lists what cases have to reach. Of a table each kind is wanted and not each entry: entries of one kind
 * take the same way, and a case for each would repeat the vendor's list from the same page that the
 * entry was written from, without finding an error in it.
 */
export function pointsOf(manifest: Manifest): Points {
  const list = new PointList();
  const { auth, answers, lists = {}, shapes = {}, actions = {}, triggers = {} } = manifest;
  for (const [id, kind] of Object.entries(auth)) list.auth(kind, ['auth', id]);
  list.rules(answers, ['answers']);
  for (const [id, one] of Object.entries(lists)) list.list(one, ['lists', id]);
  for (const [id, shape] of Object.entries(shapes)) list.shape(shape, ['shapes', id]);
  for (const [id, action] of Object.entries(actions)) list.action(action, ['actions', id]);
  for (const [id, trigger] of Object.entries(triggers)) list.trigger(trigger, ['triggers', id]);
  return list;
}

class PointList implements Points {
  readonly all = new Map<string, Fault>();
  readonly placeOf = new Map<object, string>();
  readonly textAt = new Map<string, string>();
  readonly registerAt = new Map<string, string>();
  private readonly registers = new Map<string, Keys>();

  add(keys: Keys, way: Way): void {
    const path = pointer(keys.map(String));
    this.all.set(pointKey(path, way), { path, message: SAYS[way] });
  }

  both(keys: Keys): void {
    this.add(keys, 'holds');
    this.add(keys, 'not');
  }

  auth({ test, facts = {}, place }: Auth, at: Keys): void {
    this.request(test, [...at, 'test']);
    this.places(place, [...at, 'place']);
    for (const [name, fact] of Object.entries(facts)) {
      this.add([...at, 'facts', name], 'gives');
      if ('request' in fact) this.request(fact.request, [...at, 'facts', name, 'request']);
    }
  }

  list({ request, note, group }: List, at: Keys): void {
    this.request(request, [...at, 'request']);
    if (note !== undefined) this.add([...at, 'note'], 'gives');
    if (group !== undefined) this.add([...at, 'group'], 'gives');
  }

  shape({ request, where, field, kinds }: Shape, at: Keys): void {
    this.request(request, [...at, 'request']);
    if (where !== undefined) this.both([...at, 'where']);
    if (field?.choices !== undefined) this.add([...at, 'field', 'choices'], 'gives');
    for (const [kind, { send }] of Object.entries(kinds)) {
      this.add([...at, 'kinds', kind], 'gives');
      if (send !== undefined) this.add([...at, 'kinds', kind, 'send'], 'sends');
    }
  }

  action({ request, steps, answers, repeat }: ConnectorAction, at: Keys): void {
    this.request(request, [...at, 'request']);
    this.steps(steps, [...at, 'steps']);
    this.rules(answers, [...at, 'answers']);
    if (repeat.by !== 'check') return;
    this.request(repeat.request, [...at, 'repeat', 'request']);
    this.both([...at, 'repeat', 'found']);
  }

  trigger({ webhook }: ConnectorTrigger, at: Keys): void {
    const { register, then } = webhook ?? {};
    if (then !== undefined && then !== 'poll')
      this.steps(then.steps, [...at, 'webhook', 'then', 'steps']);
    if (register === undefined) return;
    const key = registerKey(register);
    const on = this.registers.get(key) ?? [...at, 'webhook', 'register'];
    this.registers.set(key, on);
    this.registerAt.set(String(at.at(-1)), pointer(on.map(String)));
    const { subscribe, keep, secret, expires, renew, check, unsubscribe } = register;
    this.steps(subscribe, [...on, 'subscribe']);
    for (const name of Object.keys(keep)) this.add([...on, 'keep', name], 'gives');
    if (secret !== undefined) this.add([...on, 'secret'], 'gives');
    if (expires !== undefined) this.add([...on, 'expires'], 'gives');
    this.steps(renew?.steps, [...on, 'renew', 'steps']);
    this.steps(check?.steps, [...on, 'check', 'steps']);
    if (check !== undefined) this.both([...on, 'check', 'alive']);
    this.steps(check?.repair, [...on, 'check', 'repair']);
    this.steps(unsubscribe, [...on, 'unsubscribe']);
  }

  steps(steps: readonly ConnectorStep[] | undefined, at: Keys): void {
    (steps ?? []).forEach((step, index) => this.request(step, [...at, index]));
  }

  request(request: (ConnectorRequest & Partial<ConnectorStep>) | undefined, at: Keys): void {
    if (request === undefined) return;
    this.placeOf.set(request, pointer(at.map(String)));
    const { when, each, until, pages, answers, place } = request;
    this.add(at, 'sent');
    if (when !== undefined) this.both([...at, 'when']);
    if (each !== undefined) this.add([...at, 'each'], 'turn');
    if (until !== undefined) this.add([...at, 'until'], 'again');
    if (pages !== undefined) this.add([...at, 'pages'], 'second');
    this.places(place, [...at, 'place']);
    this.rules(answers, [...at, 'answers']);
  }

  places(places: readonly Place[] | undefined, at: Keys): void {
    (places ?? []).forEach(({ when }, index) => {
      if (when !== undefined) this.both([...at, index, 'when']);
    });
  }

  rules(rules: readonly AnswerRule[] | undefined, at: Keys): void {
    (rules ?? []).forEach((rule, index) => this.rule(rule, [...at, index]));
  }

  private text(text: Mapping, at: Keys): void {
    if (this.textAt.has(textKey(text))) return;
    this.textAt.set(textKey(text), pointer(at.map(String)));
    this.add(at, 'text');
  }

  private rule(rule: AnswerRule, at: Keys): void {
    this.placeOf.set(rule, pointer(at.map(String)));
    const { is, table, text, fields, hint, after } = rule;
    this.add(at, 'matches');
    if (is !== undefined) this.add([...at, 'is'], 'decides');
    if (table !== undefined) {
      for (const code of firstOfEachKind(table.kinds))
        this.add([...at, 'table', 'kinds', code], 'kind');
      if (table.otherwise !== undefined) this.add([...at, 'table', 'otherwise'], 'otherwise');
    }
    (text ?? []).forEach((one, n) => this.text(one, [...at, 'text', n]));
    if (fields !== undefined) this.add([...at, 'fields'], 'fields');
    if (hint !== undefined) this.add([...at, 'hint'], 'hint');
    if (after !== undefined) this.add([...at, 'after'], 'after');
  }
}

/** Texts written alike read the same of an answer. */
export function textKey(text: Mapping): string {
  return JSON.stringify(text);
}

/** Set-ups that differ in fixed texts alone, such as the topic, do the same. */
function registerKey(register: Register): string {
  return JSON.stringify(register, (_, value: unknown) => {
    if (typeof value !== 'string') return value;
    return /^[a-z][\w.-]*$/.test(value) ? 'text' : value.replaceAll(/'[^']*'/g, "'text'");
  });
}

/** The entries of a table that stand for their kinds. */
export function firstOfEachKind(kinds: NonNullable<AnswerRule['table']>['kinds']): string[] {
  const seen = new Set<string>();
  return Object.entries(kinds).flatMap(([code, kind]) => {
    if (seen.has(kind)) return [];
    seen.add(kind);
    return [code];
  });
}
