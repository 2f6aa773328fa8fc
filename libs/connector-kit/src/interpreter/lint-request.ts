import type { AnswerRule, ConnectorRequest, ConnectorStep, Fault, Manifest } from '@millrace/model';
import { ownMember } from '../own-member.ts';
import { compilePathTemplate } from '../wire/path.ts';
import { compileSecretText } from '../wire/secret-text.ts';
import { secretTextNames } from './authorise.ts';
import { lintLimitUse } from './lint-limits.ts';
import {
  fault,
  lintCondition,
  lintMapping,
  lintPath,
  messageOf,
  seeing,
  type Place,
  type Scope,
} from './lint-reads.ts';

import { lintReach } from './lint-rules.ts';

/** What is wrong with a request, one of a sequence included. */
export function lintRequest(
  manifest: Manifest,
  request: ConnectorRequest & Partial<Pick<ConnectorStep, 'when' | 'each' | 'until' | 'keep'>>,
  scope: Scope,
  place: Place,
): Fault[] {
  const { each, pages } = request;
  const turn =
    each === undefined ? scope : seeing(scope, each.size === undefined ? 'item' : 'chunk', 'index');
  const seen = pages === undefined ? turn : seeing(turn, 'page');
  const after = seeing(seen, 'answer');
  return [
    ...lintAddress(manifest, request, seen, place),
    ...lintMembers(request.query, seen, [...place, 'query']),
    ...lintMembers(request.headers, seen, [...place, 'headers']),
    ...lintHeaders(request.headers, [...place, 'headers']),
    ...lintMapping(request.body, seen, [...place, 'body']),
    ...lintPlaces(manifest, request.place, seen, [...place, 'place']),
    ...lintAnswers(request.answers, after, [...place, 'answers']),
    ...lintPages(pages, after, [...place, 'pages']),
    ...lintLimitUse(manifest, request.limit, seen, [...place, 'limit']),
    ...lintCondition(request.when, scope, [...place, 'when']),
    ...lintMapping(each?.of, scope, [...place, 'each', 'of']),
    ...lintCondition(request.until?.when, after, [...place, 'until', 'when']),
    ...lintMapping(request.keep, after, [...place, 'keep']),
    ...(each !== undefined && pages !== undefined
      ? [fault(place, 'A request goes through items or through pages, not both.')]
      : []),
  ];
}

/** What is wrong with a few requests in a row; each sees the steps before it. */
export function lintSteps(
  manifest: Manifest,
  steps: readonly ConnectorStep[],
  scope: Scope,
  place: Place,
): Fault[] {
  const before = new Set(scope.steps);
  return steps.flatMap((step, index) => {
    const at = [...place, index];
    const twice = before.has(step.id) ? [fault([...at, 'id'], `"${step.id}" is there twice.`)] : [];
    const faults = lintRequest(manifest, step, { ...scope, steps: new Set(before) }, at);
    before.add(step.id);
    return [...twice, ...faults];
  });
}

function lintAddress(
  manifest: Manifest,
  { server = 'api', path, url, values = {} }: ConnectorRequest,
  scope: Scope,
  place: Place,
): Fault[] {
  const known = ownMember(manifest.servers, server) !== undefined;
  const byAuth = Object.values(manifest.auth).some(
    (auth) => ownMember(auth.servers, server) !== undefined,
  );
  const missing =
    known || byAuth ? [] : [fault([...place, 'server'], `There is no server "${server}".`)];
  const both =
    url !== undefined && path !== undefined ? [fault(place, 'Give url or path, not both.')] : [];
  const given = lintMapping(url, scope, [...place, 'url']);
  const named = lintMembers(values, scope, [...place, 'values']);
  return [
    ...(url === undefined ? missing : []),
    ...both,
    ...given,
    ...named,
    ...lintTemplate(path, values, scope, place),
  ];
}

function lintTemplate(
  path: string | undefined,
  values: NonNullable<ConnectorRequest['values']>,
  scope: Scope,
  place: Place,
): Fault[] {
  if (path === undefined) return [];
  try {
    const { names } = compilePathTemplate(path);
    return names.flatMap((name) => {
      const known =
        Object.hasOwn(values, name) ||
        scope.input?.has(name) !== false ||
        scope.connection.has(name);
      return known
        ? []
        : [fault([...place, 'path'], `{${name}} is neither of the input nor of values.`)];
    });
  } catch (error) {
    return [fault([...place, 'path'], messageOf(error))];
  }
}

function lintMembers(members: ConnectorRequest['query'], scope: Scope, place: Place): Fault[] {
  return Object.entries(members ?? {}).flatMap(([name, mapping]) =>
    lintMapping(mapping, scope, [...place, name]),
  );
}

/** The kit writes these itself. */
const RESERVED =
  /^(?:host|content-length|transfer-encoding|connection|cookie|content-type|idempotency-key)$/i;

function lintHeaders(headers: ConnectorRequest['headers'], place: Place): Fault[] {
  return Object.keys(headers ?? {}).flatMap((name) =>
    RESERVED.test(name) ? [fault([...place, name], `${name} is written by the kit.`)] : [],
  );
}

/** Secret texts: of names that exist. */
export function lintPlaces(
  manifest: Manifest,
  places: ConnectorRequest['place'],
  scope: Scope,
  place: Place,
): Fault[] {
  const names = secretTextNames(manifest);
  return (places ?? []).flatMap(({ name, value, when }, index) => {
    const at = [...place, index];
    const condition = lintCondition(when, scope, [...at, 'when']);
    return [
      ...condition,
      ...lintSecretText(name, names, [...at, 'name']),
      ...lintSecretText(value, names, [...at, 'value']),
    ];
  });
}

export function lintSecretText(text: string, names: ReadonlySet<string>, place: Place): Fault[] {
  try {
    compileSecretText(text, names);
    return [];
  } catch (error) {
    return [fault(place, messageOf(error))];
  }
}

/** Rules: their paths, and that each can match. */
export function lintAnswers(
  rules: readonly AnswerRule[] | undefined,
  scope: Scope,
  place: Place,
): Fault[] {
  const item = seeing(scope, 'item');
  const read = (rules ?? []).flatMap((rule, index) => {
    const at = [...place, index];
    return [
      ...lintCondition(rule.when, scope, [...at, 'when']),
      ...lintMapping(rule.table?.at, scope, [...at, 'table', 'at']),
      ...lintPath(rule.each?.of, scope, [...at, 'each', 'of']),
      ...lintCondition(rule.each?.failed, item, [...at, 'each', 'failed']),
      ...(rule.text ?? []).flatMap((text, n) => lintMapping(text, scope, [...at, 'text', n])),
      ...lintPath(rule.fields?.of, scope, [...at, 'fields', 'of']),
      ...lintMapping(rule.fields?.name, item, [...at, 'fields', 'name']),
      ...lintMapping(rule.fields?.text, item, [...at, 'fields', 'text']),
      ...lintMapping(rule.after, scope, [...at, 'after']),
    ];
  });
  return [...read, ...lintReach(rules, place)];
}

function lintPages(pages: ConnectorRequest['pages'], scope: Scope, place: Place): Fault[] {
  if (pages === undefined) return [];
  const { items, next, more } = pages;
  const members = typeof next === 'string' ? {} : next;
  const taken = ['number', 'offset', 'count', 'last'].filter((name) => name in members);
  return [
    ...taken.map((name) => fault([...place, 'next', name], `"${name}" is what the kit counts.`)),
    ...lintPath(items, scope, [...place, 'items']),
    ...lintMembers(members, scope, [...place, 'next']),
    ...lintCondition(more, scope, [...place, 'more']),
  ];
}
