import { AppError } from '@millrace/model';
import { shorten } from '../path/path-limits.ts';
import type { Place } from './handlebars-parser.js';
import { offsetOf } from './template-position.ts';
import { HELPERS } from '../template-helpers/helper-table.ts';

/** TEMPLATE_UNSUPPORTED at a place of the template. */
export function unsupported(feature: string, { loc }: { loc: Place }, text: string): AppError {
  const position = offsetOf(text, loc.start);
  return new AppError(
    'TEMPLATE_UNSUPPORTED',
    { feature: shorten(feature) },
    {
      details: { position },
      hint: `Use variables, #if, #unless, #each, #with and the helpers ${[...HELPERS.keys()].join(', ')}.`,
    },
  );
}
