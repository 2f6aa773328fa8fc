import { mappingForm, type Mapping } from '@millrace/model';

/**
 * What an edit of a field is about, for undo: typing on merges, but picking a value, which makes
 * another form of mapping, is a step of its own.
 */
export function aboutField(step: string, field: string, next: Mapping | undefined): string {
  return `${step} ${field} ${mappingForm(next)}`;
}
