import { CloseButton, Group, Text, Title } from '@mantine/core';
import { useEditor } from '../editor-context.ts';
import classes from '../flow-editor.module.css';
import type { StepIcon as IconOf } from '../graph/describe-step.ts';
import { StepIcon } from '../graph/step-icon.tsx';

interface PanelHeadProps {
  icon: IconOf;
  title: string;
  summary: string;
}

/** What the panel is about, and the way out of it. */
export function PanelHead({ icon, title, summary }: PanelHeadProps) {
  const { catalogue, setOpen } = useEditor();
  return (
    <Group className={classes.panelHead ?? ''} wrap="nowrap" gap="sm">
      <StepIcon icon={icon} catalogue={catalogue} size={30} />
      <div style={{ flex: 1, minWidth: 0 }}>
        <Title order={2} size="h3" lineClamp={1}>
          {title}
        </Title>
        <Text size="xs" c="dimmed" lineClamp={1}>
          {summary}
        </Text>
      </div>
      <CloseButton aria-label="Close the panel" onClick={() => setOpen(undefined)} />
    </Group>
  );
}
