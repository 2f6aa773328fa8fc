import { Accordion } from '@mantine/core';
import { useEditor } from '../editor-context.ts';
import { findTrigger } from '../graph/catalogue.ts';
import { Markdown } from '../../../ui/markdown/markdown.tsx';

/** How to make the application send its requests here. */
export function SetupHelp({ source }: { source: string | undefined }) {
  const { catalogue } = useEditor();
  const known = findTrigger(catalogue, source);
  if (known?.trigger.setup === undefined) return null;
  return (
    <Accordion variant="contained" order={3} chevronPosition="left">
      <Accordion.Item value="setup">
        <Accordion.Control fz="sm" fw={600}>
          {known.trigger.registers === true ? 'Set it up by hand in ' : 'Set it up in '}
          {known.connector.name}
        </Accordion.Control>
        <Accordion.Panel>
          <Markdown source={known.trigger.setup} />
        </Accordion.Panel>
      </Accordion.Item>
    </Accordion>
  );
}
