import {
  Badge,
  Button,
  CloseButton,
  Code,
  Group,
  ScrollArea,
  Stack,
  Text,
  TextInput,
} from '@mantine/core';
import { compileTemplate, HELPER_HELP, type HelperHelp } from '@millrace/mapping';
import { isAppError } from '@millrace/model';
import { IconSearch } from '@tabler/icons-react';
import { useState } from 'react';
import { foundHelpers, GROUP_NAMES, groupsOf } from './helper-search.ts';
import classes from './mapping-field.module.css';
import { TYPE_NAMES } from './trial.ts';

interface HelperPanelProps {
  /** The name of the field helpers are put into. */
  label: string;
  onInsert: (helper: HelperHelp) => void;
  onClose: () => void;
}

/** Every helper a template may call: what it does, how it is written, and what its examples give. */
export function HelperPanel({ label, onInsert, onClose }: HelperPanelProps) {
  const [query, setQuery] = useState('');
  const groups = groupsOf(foundHelpers(HELPER_HELP, query));
  return (
    <div
      className={classes['trials']}
      role="group"
      aria-label={`Helpers for ${label}`}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        onClose();
      }}
    >
      <Group gap={6} p={8} wrap="nowrap">
        <TextInput
          size="xs"
          flex={1}
          autoFocus
          value={query}
          placeholder="Search helpers"
          aria-label="Search helpers"
          leftSection={<IconSearch size={14} aria-hidden />}
          onChange={(event) => setQuery(event.currentTarget.value)}
        />
        <CloseButton size="sm" aria-label="Close the helpers" onClick={onClose} />
      </Group>
      <ScrollArea.Autosize mah={320} type="auto" px={10} pb={10}>
        <Stack gap="sm">
          {groups.length === 0 ? (
            <Text size="xs" c="dimmed" role="status">
              No helper does that. Try another word, such as &quot;date&quot; or &quot;round&quot;.
            </Text>
          ) : null}
          {groups.map(({ group, helpers }) => (
            <section key={group} aria-label={GROUP_NAMES[group]}>
              <Text size="xs" fw={600} c="dimmed" pb={4}>
                {GROUP_NAMES[group]}
              </Text>
              {helpers.map((helper) => (
                <HelperEntry key={helper.name} helper={helper} onInsert={() => onInsert(helper)} />
              ))}
            </section>
          ))}
        </Stack>
      </ScrollArea.Autosize>
    </div>
  );
}

interface HelperEntryProps {
  helper: HelperHelp;
  onInsert: () => void;
}

function HelperEntry({ helper, onInsert }: HelperEntryProps) {
  const { name, usage, summary, gives, examples } = helper;
  return (
    <div className={classes['helper']}>
      <Group gap={8} wrap="nowrap" justify="space-between" align="flex-start">
        <div style={{ minWidth: 0 }}>
          <Code className={classes['helperUsage'] ?? ''}>{`{{${usage}}}`}</Code>
          <Text size="xs" mt={2}>
            {summary}
            {gives === 'any' ? null : (
              <Badge size="xs" variant="default" tt="none" ml={6}>
                gives {TYPE_NAMES[gives]}
              </Badge>
            )}
          </Text>
        </div>
        <Button
          size="compact-xs"
          variant="default"
          aria-label={`Insert ${name}`}
          flex="none"
          onClick={onInsert}
        >
          Insert
        </Button>
      </Group>
      {examples.slice(0, 2).map((example) => (
        <div key={example.template} className={classes['example']}>
          <code title={JSON.stringify(example.data)}>{example.template}</code>
          <span aria-label="gives">→</span>
          <code>{resultOf(example)}</code>
        </div>
      ))}
    </div>
  );
}

/** What an example gives here and now, evaluated like any template. */
function resultOf({ template, data, result }: HelperHelp['examples'][number]): string {
  try {
    return compileTemplate(template).render(data);
  } catch (error) {
    if (isAppError(error)) return result;
    throw error;
  }
}
