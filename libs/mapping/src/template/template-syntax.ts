import { AppError, MAX_TEMPLATE_LENGTH } from '@millrace/model';
import { shorten } from '../path/path-limits.ts';
import { parse, parser, parseWithoutProcessing, type Program } from './handlebars-parser.js';
import { requireShallowText, requireTemplateBounds } from './template-bounds.ts';
import { offsetOf } from './template-position.ts';
import { templateLimit } from './template-limits.ts';

/**
 * Parses a template with Handlebars' own parser, whitespace control included.
 * Throws TEMPLATE_SYNTAX with the position, TEMPLATE_LIMIT.
 */
export function parseTemplate(text: string): Program {
  // Handlebars takes an object as an already parsed tree: a template is a text or nothing.
  if (typeof text !== 'string') throw syntaxError('', 0, `it is not a text but ${typeof text}`);
  if (text.length > MAX_TEMPLATE_LENGTH) throw templateLimit(`${MAX_TEMPLATE_LENGTH} characters`);
  requireShallowText(text);
  const program = parsed(text);
  // Parsing keeps its own stack; whitespace control recurses, so the depth is checked in between.
  requireTemplateBounds(program);
  return parse(program);
}

function parsed(text: string): Program {
  try {
    return parseWithoutProcessing(text);
  } catch (error) {
    const message = error instanceof Error ? error.message : '';
    const place = placeOf(error);
    // Handlebars names a place in its own errors; the generated parser leaves only its lexer's state.
    if (place !== undefined) {
      throw syntaxError(text, offsetOf(text, place), message.replace(/ - \d+:\d+$/, ''));
    }
    throw unexpectedToken(text, message);
  }
}

function placeOf(error: unknown): { line: number; column: number } | undefined {
  if (!(error instanceof Error) || !('lineNumber' in error) || !('column' in error))
    return undefined;
  const { lineNumber: line, column } = error;
  return typeof line === 'number' && typeof column === 'number' ? { line, column } : undefined;
}

function unexpectedToken(text: string, message: string): AppError {
  const { matched, match } = parser.lexer;
  const position = matched.length - match.length;
  const open = text.lastIndexOf('{{', position);
  if (open >= 0 && text.indexOf('}}', open) < 0) return syntaxError(text, open, '{{ is not closed');
  if (message.includes("got 'EOF'")) return syntaxError(text, position, 'a block is not closed');
  if (/^\d+$/.test(match) && text[position - 1] === '.') {
    return syntaxError(text, position, `write the position as [${shorten(match, 40)}]`);
  }
  return syntaxError(text, position, `"${shorten(match, 40)}" is not expected here`);
}

function syntaxError(text: string, offset: number, reason: string): AppError {
  const position = Math.min(Math.max(offset, 0), text.length);
  return new AppError(
    'TEMPLATE_SYNTAX',
    { reason: `${shorten(reason)} (position ${position})` },
    { details: { position } },
  );
}
