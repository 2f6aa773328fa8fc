import { ActionIcon, Badge, Text, Tooltip } from '@mantine/core';
import type { MappingPreview } from '@millrace/mapping';
import { isPathMapping, type Field, type Mapping } from '@millrace/model';
import { IconHistory } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import { shortJson } from '../json-text-of.ts';
import classes from './mapping-field.module.css';
import { conversionOf, emptyOf, missingOf, takeOf } from './mapping-text.ts';
import { SourceLinks } from './source-links.tsx';
import { TYPE_NAMES } from './trial.ts';
import type { ShownPreview } from './use-preview.ts';

const TrialsTable = lazy(async () => ({
  default: (await import('./trials-table.tsx')).TrialsTable,
}));

interface ValuePreviewProps {
  /** Of the message when it fails: it describes the field. */
  id: string | undefined;
  mapping: Mapping;
  preview: ShownPreview;
  /** The name of the field. */
  label: string;
  field: Field | undefined;
  /** True when what is wrong with it is said below already. */
  noted: boolean;
}

/** What a mapping gives for the sample: value, type and sources, or what is wrong and what to do. */
export function ValuePreview(props: ValuePreviewProps) {
  const { id, mapping, preview, label, field, noted } = props;
  const [tried, setTried] = useState(false);
  if (preview === undefined) return null;
  const known = preview === 'typing' ? undefined : preview;
  return (
    <div>
      <div className={classes['preview']} aria-live="polite">
        {known === undefined ? <span aria-hidden>…</span> : null}
        {known?.ok === false ? <Failure id={id} preview={known} noted={noted} /> : null}
        {known?.ok === true ? <Success mapping={mapping} preview={known} /> : null}
        <TryButton label={label} tried={tried} onPress={() => setTried(!tried)} />
      </div>
      {known?.ok === true && !isPathMapping(mapping) ? <SourceLinks paths={known.sources} /> : null}
      {tried ? (
        <Suspense fallback={null}>
          <TrialsTable label={label} mapping={mapping} field={field} />
        </Suspense>
      ) : null}
    </div>
  );
}

interface TryButtonProps {
  label: string;
  tried: boolean;
  onPress: () => void;
}

function TryButton({ label, tried, onPress }: TryButtonProps) {
  const title = `${tried ? 'Hide' : 'Try'} ${label} on the last events`;
  return (
    <Tooltip label={tried ? 'Hide the last events' : 'Try it on the last events'}>
      <ActionIcon
        variant={tried ? 'light' : 'subtle'}
        color={tried ? 'race' : 'gray'}
        size={22}
        className={classes['previewTry'] ?? ''}
        aria-label={title}
        aria-expanded={tried}
        onClick={onPress}
      >
        <IconHistory size={15} aria-hidden />
      </ActionIcon>
    </Tooltip>
  );
}

interface FailureProps {
  id: string | undefined;
  preview: Extract<MappingPreview, { ok: false }>;
  noted: boolean;
}

function Failure({ id, preview: { error }, noted }: FailureProps) {
  if (noted) return <span className={classes['previewType']}>no value for this event</span>;
  return (
    <Text span id={id} fz="xs" className={classes['previewWrong'] ?? ''}>
      {error.message} {error.hint}
    </Text>
  );
}

interface SuccessProps {
  mapping: Mapping;
  preview: Extract<MappingPreview, { ok: true }>;
}

function Success({ mapping, preview: { value, type } }: SuccessProps) {
  const text = shortJson(value, 400);
  return (
    <>
      <span aria-hidden>=</span>
      {type === 'missing' ? null : (
        <Tooltip
          label={<span className={classes['long']}>{text}</span>}
          multiline
          maw={380}
          disabled={text.length < 40}
        >
          <span className={classes['previewValue']}>{text}</span>
        </Tooltip>
      )}
      <span className={classes['previewType']}>{TYPE_NAMES[type]}</span>
      <Choices mapping={mapping} />
    </>
  );
}

const MISSING_WORDS = {
  error: 'fails when missing',
  omit: 'left out when missing',
  null: 'null when missing',
} as const;

function Choices({ mapping }: { mapping: Mapping }) {
  const as = conversionOf(mapping);
  const missing = missingOf(mapping);
  const take = takeOf(mapping);
  return (
    <>
      {take === undefined ? null : (
        <Badge size="xs" variant="default" tt="none" className={classes['choice'] ?? ''}>
          {take} found
        </Badge>
      )}
      {as === undefined ? null : (
        <Badge size="xs" variant="default" tt="none" className={classes['choice'] ?? ''}>
          as {as}
        </Badge>
      )}
      {missing === undefined ? null : (
        <Badge size="xs" variant="default" tt="none" className={classes['choice'] ?? ''}>
          {typeof missing === 'string'
            ? MISSING_WORDS[missing]
            : `else ${JSON.stringify(missing.default)}`}
        </Badge>
      )}
      {emptyOf(mapping) === undefined ? null : (
        <Badge size="xs" variant="default" tt="none" className={classes['choice'] ?? ''}>
          empty counts as missing
        </Badge>
      )}
    </>
  );
}
