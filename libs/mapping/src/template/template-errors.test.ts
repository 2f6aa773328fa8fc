import { isAppError } from '@millrace/model';
import { describe, expect, it } from 'vitest';
import { compileTemplate } from './compiled-template.ts';

const LONG = 'ab'.repeat(2000);

function messageOf(template: string): string {
  try {
    compileTemplate(template);
  } catch (error) {
    if (isAppError(error)) return error.message;
    throw error;
  }
  return 'nothing was thrown';
}

describe('the error of a template that names something very long', () => {
  it.each([
    `{{${LONG} 1}}`,
    `{{@${LONG}}}`,
    `{{#${LONG} a}}{{/${LONG}}}`,
    `{{#if a}}{{/${LONG}}}`,
    `{{#each a as |${LONG} ${LONG} ${LONG}|}}{{/each}}`,
    `{{> ${LONG}}}`,
  ])('stays short enough to be read: %#', (template) => {
    expect(messageOf(template)).toMatch(/^The template (uses|is not valid).{1,200}$/s);
  });
});
