import { Accordion, Badge, Group, ScrollArea, Text, TextInput, Title } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { compilePath } from '@millrace/mapping';
import { isJsonObject, walkSteps, type JsonObject } from '@millrace/model';
import { IconSearch, IconTarget } from '@tabler/icons-react';
import { useState, type MouseEvent } from 'react';
import { JsonTree } from '../../../ui/json-tree/json-tree.tsx';
import { useMappingScope } from '../../../ui/mapping-field/mapping-scope.tsx';
import { useEditor } from '../editor-context.ts';
import classes from '../flow-editor.module.css';
import { describeStep } from '../graph/describe-step.ts';
import { pickerSections, type PickerSection } from './picker-sections.ts';
import { SampleSelect } from './sample-select.tsx';
import { SearchResults } from './search-results.tsx';

/** The data a step's fields can take: the trigger's and earlier steps'. Clicking puts it in the field. */
export function DataPicker({ scope }: { scope: JsonObject }) {
  const { draft, catalogue, outputs, sample } = useEditor();
  const { target, search, setSearch } = useMappingScope();
  const [settled] = useDebouncedValue(search.trim(), 150);
  const titles = new Map(
    walkSteps(draft.document).map((step) => [step.id, describeStep(step, catalogue).title]),
  );
  const sections = pickerSections(scope, outputs.outputs, titles);
  const pick = (path: string) => target?.insert(path);
  return (
    <div className={classes.picker}>
      <div className={classes.pickerHead}>
        <Title order={2} size="h3">
          Data
        </Title>
        <Text size="xs" c="dimmed" lineClamp={1} className={classes.pickerTarget ?? ''}>
          {target === undefined ? (
            'Click into a field, then pick its value here.'
          ) : (
            <>
              <IconTarget size={13} aria-hidden /> Click a value to put it in{' '}
              <strong>{target.label}</strong>
            </>
          )}
        </Text>
        <SampleSelect />
        <TextInput
          size="xs"
          value={search}
          placeholder="Search names and values"
          aria-label="Search the data"
          leftSection={<IconSearch size={14} aria-hidden />}
          onChange={(event) => setSearch(event.currentTarget.value)}
        />
      </div>
      {'index' in scope && !('item' in scope) ? (
        <Text size="xs" c="dimmed" px={14} pt={8}>
          The loop has no item in this event. Choose another to see one.
        </Text>
      ) : null}
      <ScrollArea.Autosize className={classes.pickerBody ?? ''} type="auto">
        {settled === '' ? (
          <Sections key={sample.chosen} sections={sections} onPick={pick} />
        ) : (
          <SearchResults sections={sections} query={settled} onPick={pick} />
        )}
      </ScrollArea.Autosize>
    </div>
  );
}

interface SectionsProps {
  sections: readonly PickerSection[];
  onPick: (path: string) => void;
}

function Sections({ sections, onPick }: SectionsProps) {
  const [toggled, setToggled] = useState<ReadonlyMap<string, boolean>>(new Map());
  const opened = sections
    .filter((section) => toggled.get(section.path) ?? section.open)
    .map((section) => section.path);
  return (
    <Accordion
      multiple
      order={3}
      value={opened}
      onChange={(next) =>
        setToggled(new Map(sections.map(({ path }) => [path, next.includes(path)])))
      }
      chevronPosition="left"
      chevronSize={14}
      variant="filled"
      classNames={{
        control: classes.pickerControl ?? '',
        content: classes.pickerContent ?? '',
        item: classes.pickerItem ?? '',
        label: classes.pickerLabel ?? '',
      }}
    >
      {sections.map((section) => (
        <Accordion.Item key={section.path} value={section.path}>
          <Accordion.Control>
            <Group gap={6} wrap="nowrap">
              <Text size="sm" fw={600} lineClamp={1}>
                {section.title}
              </Text>
              {section.note === undefined ? null : (
                <Badge size="xs" variant="default" tt="none" fw={500} flex="none">
                  {section.note}
                </Badge>
              )}
            </Group>
          </Accordion.Control>
          <Accordion.Panel>
            <div onClickCapture={(event) => pickLeaf(event, section, onPick)}>
              <JsonTree
                value={section.value}
                rootPath={section.path}
                label={section.title}
                withCopy={false}
                onPick={onPick}
              />
            </div>
          </Accordion.Panel>
        </Accordion.Item>
      ))}
    </Accordion>
  );
}

/**
 * The whole line of a plain value picks it, not only its name, which is the button for the keyboard.
 * Caught on the way down: the tree lets no click out again.
 */
function pickLeaf(
  event: MouseEvent,
  { value, path }: PickerSection,
  onPick: SectionsProps['onPick'],
) {
  const { target } = event;
  if (!(target instanceof Element) || target.closest('button') !== null) return;
  const line = target.closest<HTMLElement>('[data-value]')?.dataset['value'];
  if (line?.startsWith(path) !== true) return;
  const found = compilePath(`$${line.slice(path.length)}`).read(value);
  if (found !== undefined && !Array.isArray(found) && !isJsonObject(found)) onPick(line);
}
