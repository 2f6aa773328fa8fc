import { Box, Container, Group, Stack, Text, Title } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import type { ReactNode } from 'react';

export interface PageProps {
  title: string;
  description?: ReactNode;
  /** Above the title: the way back. */
  back?: ReactNode;
  /** Beside the title. */
  actions?: ReactNode;
  size?: number;
  children: ReactNode;
}

/** The frame of every page but the flow page, which takes the whole room itself. */
export function Page({ title, description, back, actions, size = 1120, children }: PageProps) {
  useDocumentTitle(`${title} · Millrace`);
  return (
    <Container size={size} px={{ base: 'md', sm: 'xl' }} py={{ base: 'lg', sm: 32 }}>
      <Stack gap="lg">
        <Group justify="space-between" align="flex-end" gap="md">
          <Box>
            {back}
            <Title order={1}>{title}</Title>
            {description === undefined ? null : (
              <Text c="dimmed" size="sm" mt={4} component="div">
                {description}
              </Text>
            )}
          </Box>
          {actions}
        </Group>
        {children}
      </Stack>
    </Container>
  );
}
