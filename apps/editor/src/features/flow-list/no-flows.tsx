import { Box, Button, Card, Group, SimpleGrid, Stack, Text, ThemeIcon, Title } from '@mantine/core';
import { FLOW_TEMPLATES } from '@millrace/model';
import { IconBolt, IconPlus, IconSend, IconTransform } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { asProblem } from '../../api/problem.ts';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { TemplateCard } from './template-card.tsx';
import { useCreateFlow } from './use-create-flow.ts';

const PARTS = [
  {
    icon: IconBolt,
    title: '1. Trigger',
    text: 'An application posts what happened to the trigger URL of your flow. It is stored before it is answered.',
  },
  {
    icon: IconTransform,
    title: '2. Transform',
    text: 'Pick values from a real event and shape them: filter, rename, convert. You see each result at once.',
  },
  {
    icon: IconSend,
    title: '3. Action',
    text: 'Call other applications with these values. Every try keeps its input, its output and its error.',
  },
] as const;

/** The empty list teaches what a flow is, and offers a ready one. */
export function NoFlows() {
  const create = useCreateFlow();
  return (
    <Stack gap="xl">
      <Card withBorder radius="lg" padding="xl">
        <Title order={2}>Build your first flow</Title>
        <Text size="sm" c="dimmed" mt={4} mb="lg">
          A flow is a trigger and the steps that follow.
        </Text>
        <SimpleGrid cols={{ base: 1, sm: 3 }} spacing="xl">
          {PARTS.map(({ icon: PartIcon, title, text }) => (
            <Box key={title}>
              <ThemeIcon variant="light" size={36} radius="md" mb="sm" aria-hidden>
                <PartIcon size={19} stroke={1.7} />
              </ThemeIcon>
              <Title order={3}>{title}</Title>
              <Text size="sm" c="dimmed" mt={4}>
                {text}
              </Text>
            </Box>
          ))}
        </SimpleGrid>
      </Card>
      <Stack gap="sm">
        <Title order={2}>Start from a template</Title>
        {create.error === null ? null : <ErrorPanel problem={asProblem(create.error)} />}
        {FLOW_TEMPLATES.map((template) => (
          <TemplateCard
            key={template.id}
            template={template}
            loading={create.isPending}
            onUse={() => create.mutate(template.document)}
          />
        ))}
        <Group gap="xs">
          <Text size="sm" c="dimmed">
            Or
          </Text>
          <Button
            size="compact-sm"
            variant="subtle"
            leftSection={<IconPlus aria-hidden size={14} />}
            renderRoot={(props) => <Link {...props} to="/flows" search={{ create: true }} />}
          >
            start with a blank flow
          </Button>
        </Group>
      </Stack>
    </Stack>
  );
}
