import { Badge, Text, Tooltip } from '@mantine/core';
import { previewMapping } from '@millrace/mapping';
import { mappingForm, type Conversion, type Mapping, type Missing } from '@millrace/model';
import { useMemo } from 'react';
import { useMappingScope } from './mapping-scope.tsx';
import classes from './mapping-field.module.css';
import { conversionOf, missingOf } from './mapping-text.ts';

const TYPE_NAMES = {
  string: 'text',
  number: 'number',
  boolean: 'yes or no',
  null: 'null',
  list: 'list',
  object: 'object',
  missing: 'left out',
} as const;

/** What a mapping gives for the sample: the value and its type, or what is wrong and what to do. */
export function ValuePreview({ mapping }: { mapping: Mapping | undefined }) {
  const { data } = useMappingScope();
  const preview = useMemo(
    () => (isComputed(mapping) ? previewMapping(mapping, data) : undefined),
    [mapping, data],
  );
  if (preview === undefined) return null;
  if (!preview.ok) {
    return (
      <div className={classes['preview']} aria-live="polite">
        <Text span fz="xs" className={classes['previewWrong'] ?? ''}>
          {preview.error.message} {preview.error.hint}
        </Text>
      </div>
    );
  }
  const text = preview.value === undefined ? '' : JSON.stringify(preview.value);
  return (
    <div className={classes['preview']}>
      <span aria-hidden>=</span>
      {preview.type === 'missing' ? null : (
        <Tooltip
          label={<span className={classes['long']}>{text.slice(0, 400)}</span>}
          multiline
          maw={380}
          disabled={text.length < 40}
        >
          <span className={classes['previewValue']}>{text}</span>
        </Tooltip>
      )}
      <span className={classes['previewType']}>{TYPE_NAMES[preview.type]}</span>
      <Choices as={conversionOf(mapping)} missing={missingOf(mapping)} />
    </div>
  );
}

function Choices({ as, missing }: { as: Conversion | undefined; missing: Missing | undefined }) {
  return (
    <>
      {as === undefined ? null : (
        <Badge size="xs" variant="default" tt="none">
          as {as}
        </Badge>
      )}
      {missing === undefined || missing === 'error' ? null : (
        <Badge size="xs" variant="default" tt="none">
          if missing: {typeof missing === 'string' ? missing : JSON.stringify(missing.default)}
        </Badge>
      )}
    </>
  );
}

/** Only what is computed needs a preview; a literal already shows itself. */
function isComputed(mapping: Mapping | undefined): mapping is Mapping {
  if (mapping === undefined) return false;
  const form = mappingForm(mapping);
  if (form === 'object' || form === 'list')
    return /"\$(path|template)"/.test(JSON.stringify(mapping));
  return form === 'path' || form === 'template';
}
