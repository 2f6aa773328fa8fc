import { compileTemplate, templateUses } from '../template/compiled-template.ts';
import type { MappingPlace } from './flow-facts.ts';

const BRACES = /\{\{[^{}]+\}\}/;

/** Reports `{{…}}` in plain text, which is sent as it stands. False when there is one that a template would fill. */
export function checkBraces(place: MappingPlace, text: string): boolean {
  if (!BRACES.test(text) || !fills(text)) return true;
  const { report, field, label } = place;
  report.add({
    kind: 'braces_in_literal',
    severity: 'warning',
    field,
    message: `${label}: this is plain text, so its {{…}} are sent as they stand and no value takes their place.`,
    hint: 'Make it a template, or say that it is meant as plain text.',
    position: text.indexOf('{{'),
    ...report.fix('Fill in the {{…}}', field, { $template: text }),
  });
  return false;
}

/** True for a text that is a template and reads something or calls a helper. */
function fills(text: string): boolean {
  try {
    compileTemplate(text);
    return templateUses(text).length > 0 || /\{\{\s*(?:now|uuid)\b/.test(text);
  } catch {
    return false;
  }
}
