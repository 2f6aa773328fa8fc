import { isJsonObject } from '../json.ts';
import { mappingForm } from '../mapping.ts';
import { pointer } from '../fault.ts';
import type { FlowDocument } from './document.ts';
import { walkSteps } from './walk.ts';

/** A step named in a path: `$.steps.id`, `$['steps']['id']` and mixtures of both. */
const PATH_STEP =
  /^(\$(?:\.steps|\[(?:'steps'|"steps")\])(?:\.|\[(?<quote>['"])))(?<id>[A-Za-z_]\w*)(?=\k<quote>|[.[]|$)/;

/** A step named in a template, inside its braces only. */
const MUSTACHE = /\{\{[\s\S]*?\}\}/g;
const TEMPLATE_STEP = /(?<![\w.\]])((?:@root\.)?steps\.)([A-Za-z_]\w*)/g;

/** The step a path reads, if it reads one. */
export function stepOfPath(path: string): string | undefined {
  return PATH_STEP.exec(path)?.groups?.['id'];
}

/** The steps a template reads. */
export function stepsOfTemplate(template: string): string[] {
  return [...template.matchAll(MUSTACHE)].flatMap(([mustache]) =>
    [...mustache.matchAll(TEMPLATE_STEP)].flatMap(([, , id]) => (id === undefined ? [] : [id])),
  );
}

/** A value with every reference to one step changed to another. */
export function renameReferences(value: unknown, from: string, to: string): unknown {
  if (Array.isArray(value)) return value.map((item: unknown) => renameReferences(item, from, to));
  if (!isJsonObject(value)) return value;
  if (mappingForm(value) === 'literal') return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [key, renamed(key, member, from, to)]),
  );
}

function renamed(key: string, member: unknown, from: string, to: string): unknown {
  if (typeof member !== 'string') return renameReferences(member, from, to);
  if (key === '$path' && stepOfPath(member) === from) {
    return member.replace(PATH_STEP, (_, before: string) => `${before}${to}`);
  }
  if (key !== '$template') return member;
  return member.replace(MUSTACHE, (mustache) =>
    mustache.replace(TEMPLATE_STEP, (whole, before: string, id: string) =>
      id === from ? `${before}${to}` : whole,
    ),
  );
}

/** The places that read a step's output, as JSON pointers into the document. */
export function referencesTo(document: FlowDocument, stepId: string): string[] {
  return walkSteps(document).flatMap((step, index) =>
    placesIn(step, ['steps', index], stepId).map(pointer),
  );
}

type Path = (string | number)[];

function placesIn(value: unknown, path: Path, stepId: string): Path[] {
  if (Array.isArray(value)) {
    return value.flatMap((item: unknown, index) => placesIn(item, [...path, index], stepId));
  }
  if (!isJsonObject(value) || mappingForm(value) === 'literal') return [];
  return Object.entries(value).flatMap(([key, member]) => {
    const here = [...path, key];
    if (typeof member !== 'string') return placesIn(member, here, stepId);
    if (key === '$path') return stepOfPath(member) === stepId ? [here] : [];
    return key === '$template' && stepsOfTemplate(member).includes(stepId) ? [here] : [];
  });
}
