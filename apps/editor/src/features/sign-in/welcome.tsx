import { Box, Card, Center, Group, Stack, Text, Title } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import type { ReactNode } from 'react';
import { Logo } from '../../ui/logo.tsx';
import classes from './welcome.module.css';

export interface WelcomeProps {
  title: string;
  description: string;
  children: ReactNode;
}

/** The frame of the pages before the door. */
export function Welcome({ title, description, children }: WelcomeProps) {
  useDocumentTitle(`${title} · Millrace`);
  return (
    <Center component="main" className={classes.page}>
      <Box w="100%" maw={400}>
        <Group justify="center" gap={10} mb="xl" className={classes.brand}>
          <Logo size={34} />
          <Text span fw={690} fz={22} lts="-0.015em" c="var(--mantine-color-text)">
            Millrace
          </Text>
        </Group>
        <Card withBorder radius="lg" padding="xl" shadow="md">
          <Stack gap="lg">
            <Box>
              <Title order={1}>{title}</Title>
              <Text size="sm" c="dimmed" mt={6}>
                {description}
              </Text>
            </Box>
            {children}
          </Stack>
        </Card>
        <Text size="xs" c="dimmed" ta="center" mt="lg">
          Integration flows that never lose an event.
        </Text>
      </Box>
    </Center>
  );
}
