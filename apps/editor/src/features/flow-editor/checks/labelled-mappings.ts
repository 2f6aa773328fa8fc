import { mappingForm, type ActionStep, type Mapping, type Step } from '@millrace/model';
import { findAction, type Catalogue } from '../graph/catalogue.ts';
import type { LabelledMapping } from './check-mappings.ts';

/** The mappings of a step under the keys and labels of its form. Conditions are none of them. */
export function mappingsOf(step: Step, catalogue: Catalogue | undefined): LabelledMapping[] {
  switch (step.kind) {
    case 'action':
      return inputOf(step, catalogue);
    case 'set':
      return Object.entries(step.fields).map(([key, mapping]) => ({ key, label: key, mapping }));
    case 'filter':
    case 'branch':
      return [];
    case 'for-each':
      return labelled('items', 'Items', step.items);
    case 'delay':
      return labelled('until', 'Until', step.until);
    case 'respond':
      return [
        ...labelled('headers', 'Headers', step.headers),
        ...labelled('body', 'Body', step.body),
      ];
    case 'stop':
      return labelled('message', 'Message', step.message);
    case 'call':
      return labelled('body', 'Body', step.body);
  }
}

function labelled(key: string, label: string, mapping: Mapping | undefined): LabelledMapping[] {
  return mapping === undefined || mapping === '' ? [] : [{ key, label, mapping }];
}

/** The computed parts of an action's input under the labels of its form. */
function inputOf(step: ActionStep, catalogue: Catalogue | undefined): LabelledMapping[] {
  const fields = catalogue === undefined ? [] : findAction(catalogue, step.action)?.action.input;
  return Object.entries(step.input)
    .filter(([, mapping]) => mappingForm(mapping) !== 'value')
    .map(([key, mapping]) => ({
      key,
      label: fields?.find((field) => field.key === key)?.label ?? key,
      mapping,
    }));
}
