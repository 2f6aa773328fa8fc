import {
  documentEquals,
  type ConnectorAction,
  type Field,
  type Slice,
  type SliceChange,
} from '@millrace/model';

type ActionSlice = Extract<Slice, { kind: 'action' }>;

/**
 * What a newer form of an action changes for a step that uses the older one, in words. `quiet`: nothing
 * the flow does; `additive`: more is possible, or the same is done with other calls; `breaking`: what the
 * step says or what later steps read may no longer fit.
 */
export function compareActions(before: ActionSlice, after: ActionSlice): SliceChange[] {
  const fields = compareFields(before.action.input, after.action.input, '');
  const output = compareOutput(before.action, after.action);
  const calls = documentEquals(wireOf(before), wireOf(after))
    ? []
    : [change('additive', 'The calls it makes changed.')];
  const found = [...fields, ...output, ...calls];
  if (found.length > 0 || documentEquals(before, after)) return found;
  return [change('quiet', 'Its texts changed.')];
}

/** All that decides which requests are made, and what their answers mean. */
function wireOf(slice: ActionSlice): unknown {
  const { servers, defaults, answers } = slice;
  const { request, steps, answers: own, repeat, output, needs } = slice.action;
  return { servers, defaults, answers, request, steps, own, repeat, output, needs };
}

function compareFields(
  before: readonly Field[],
  after: readonly Field[],
  above: string,
): SliceChange[] {
  const old = new Map(before.map((field) => [field.key, field]));
  const left = new Set(after.map(({ key }) => key));
  const gone = before.filter(({ key }) => !left.has(key));
  return [
    ...gone.map(({ label }) => change('breaking', `The field "${above}${label}" is gone.`)),
    ...after.flatMap((field) => {
      const known = old.get(field.key);
      return known === undefined ? added(field, above) : compareField(known, field, above);
    }),
  ];
}

function added({ label, required, default: given }: Field, above: string): SliceChange[] {
  const asks = required === true && given === undefined;
  return asks
    ? [change('breaking', `The new field "${above}${label}" has to be filled in.`)]
    : [change('additive', `There is a new field "${above}${label}".`)];
}

function compareField(before: Field, after: Field, above: string): SliceChange[] {
  const name = `"${above}${after.label}"`;
  const asks = after.required === true && before.required !== true && after.default === undefined;
  const members =
    Array.isArray(before.fields) && Array.isArray(after.fields)
      ? compareFields(before.fields, after.fields, `${above}${after.label} → `)
      : [];
  return [
    ...(before.type === after.type
      ? []
      : [change('breaking', `${name} takes ${after.type} instead of ${before.type}.`)]),
    ...(asks ? [change('breaking', `${name} has to be filled in now.`)] : []),
    ...(before.show_when === undefined && after.show_when !== undefined
      ? [change('breaking', `${name} is used only under a condition now.`)]
      : []),
    ...compareChoices(before, after, name),
    ...members,
    ...(documentEquals(before.default, after.default)
      ? []
      : [change('breaking', `${name} has another value when it is left out.`)]),
  ];
}

function compareChoices(before: Field, after: Field, name: string): SliceChange[] {
  if (!Array.isArray(before.choices) || !Array.isArray(after.choices)) return [];
  const [old, now] = [before.choices, after.choices].map(
    (all) => new Map(all.map((one) => [one.value, one.label])),
  );
  if (old === undefined || now === undefined) return [];
  const gone = [...old].filter(([value]) => !now.has(value)).map(([, label]) => label);
  const more = [...now].filter(([value]) => !old.has(value)).map(([, label]) => label);
  return [
    ...(gone.length === 0
      ? []
      : [change('breaking', `${name} no longer offers ${gone.join(', ')}.`)]),
    ...(more.length === 0 ? [] : [change('additive', `${name} also offers ${more.join(', ')}.`)]),
  ];
}

/** Later steps read outputs by name. */
function compareOutput({ output: before }: ConnectorAction, { output: after }: ConnectorAction) {
  const left = new Set((after.fields ?? []).map(({ key }) => key));
  const gone = (before.fields ?? []).filter(({ key }) => !left.has(key));
  return gone.map(({ key }) => change('breaking', `Its output no longer has "${key}".`));
}

function change(kind: SliceChange['kind'], text: string): SliceChange {
  return { kind, text };
}
