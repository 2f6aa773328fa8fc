import { pointer } from '../fault.ts';
import { isPathMapping, type PathMapping, type TemplateMapping } from '../mapping.ts';
import type { FlowDocument } from './document.ts';
import type { Step } from './step.ts';
import { mapMapping, mapMappings, type MappingChange } from './step-mappings.ts';
import { placedSteps } from './walk.ts';

/** A step named at the start of a path: `$.steps.id`, `$['steps']["id"]` and mixtures of both. */
const PATH_STEP =
  /^(\$\s*(?:\.steps|\[\s*(?:'steps'|"steps")\s*\])\s*)(?:\.(?<bare>[A-Za-z_]\w*)(?![\w-])|\[\s*(?<quote>['"])(?<quoted>[A-Za-z_]\w*)\k<quote>\s*\])/;

const MUSTACHE = /\{\{[\s\S]*?\}\}/g;

/** Inside the braces: quoted text, which is skipped, or a step named at the start of a path. */
const TEMPLATE_STEP =
  /"[^"]*"|'[^']*'|(?<![\w.\]-])((?:@root\.)?steps\.(?:\[(?=\w+\]))?)(?<id>[A-Za-z_]\w*)(?![\w-])/g;

/** The step a path reads, if it reads one. */
export function stepOfPath(path: string): string | undefined {
  const groups = PATH_STEP.exec(path)?.groups;
  return groups?.['bare'] ?? groups?.['quoted'];
}

/** The steps a template reads. */
export function stepsOfTemplate(template: string): string[] {
  return [...template.matchAll(MUSTACHE)].flatMap(([mustache]) =>
    [...mustache.matchAll(TEMPLATE_STEP)].flatMap(({ groups }) => groups?.['id'] ?? []),
  );
}

/** The step with every reference to one step changed to another; not those of the steps inside it. */
export function renameInStep(step: Step, from: string, to: string): Step {
  return mapMappings(step, (mapping) => renameInMapping(mapping, from, to));
}

/** The document with the references outside of its steps changed. */
export function renameReferences(document: FlowDocument, from: string, to: string): FlowDocument {
  if (document.order_by === undefined) return document;
  const order_by = mapMapping(document.order_by, [], (one) => renameInMapping(one, from, to));
  return { ...document, order_by };
}

function renameInMapping(
  mapping: PathMapping | TemplateMapping,
  from: string,
  to: string,
): PathMapping | TemplateMapping {
  if (!stepsRead(mapping).includes(from)) return mapping;
  return isPathMapping(mapping)
    ? { ...mapping, $path: renameInPath(mapping.$path, from, to) }
    : { ...mapping, $template: renameInTemplate(mapping.$template, from, to) };
}

/** The places that read a step's output, as JSON pointers to the texts of paths and templates. */
export function referencesTo(document: FlowDocument, stepId: string): string[] {
  const places: string[] = [];
  const note =
    (base: (string | number)[]): MappingChange =>
    (mapping, path) => {
      const key = isPathMapping(mapping) ? '$path' : '$template';
      if (stepsRead(mapping).includes(stepId)) places.push(pointer([...base, ...path, key]));
      return mapping;
    };
  if (document.order_by !== undefined) mapMapping(document.order_by, ['order_by'], note([]));
  for (const { step, path } of placedSteps(document)) mapMappings(step, note(path));
  return places;
}

function stepsRead(mapping: PathMapping | TemplateMapping): (string | undefined)[] {
  return isPathMapping(mapping) ? [stepOfPath(mapping.$path)] : stepsOfTemplate(mapping.$template);
}

/** The id stands last in what the pattern matches, save for the bracket and quote behind it. */
function renameInPath(path: string, from: string, to: string): string {
  return path.replace(
    PATH_STEP,
    (whole, start: string) => start + whole.slice(start.length).replace(from, to),
  );
}

function renameInTemplate(template: string, from: string, to: string): string {
  return template.replace(MUSTACHE, (mustache) =>
    mustache.replace(TEMPLATE_STEP, (whole, start: string | undefined, id: string | undefined) =>
      id === from && start !== undefined ? start + to : whole,
    ),
  );
}
