import { Alert, Button, Group, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { IconKey } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { createApiKey } from '../../api/api-keys.ts';
import { asProblem } from '../../api/problem.ts';
import { CodeBlock } from '../../ui/code-block.tsx';
import { ErrorPanel } from '../../ui/error-panel.tsx';

/** Asks for a name, then shows the key the only time it can be seen. */
export function NewApiKey({ onDone }: { onDone: () => void }) {
  const create = useMutation(createApiKey);
  const form = useForm({
    mode: 'uncontrolled',
    initialValues: { name: '' },
    validate: { name: (value) => (value.trim() === '' ? 'Say what the key is for.' : null) },
  });
  if (create.data !== undefined) {
    return (
      <Stack>
        <Alert variant="light" color="yellow" icon={<IconKey aria-hidden size={18} />}>
          Copy the key now. It is kept only as a hash and cannot be shown again.
        </Alert>
        <CodeBlock code={create.data.key} label="API key" wrap />
        <Group justify="flex-end">
          <Button onClick={onDone}>I have copied it</Button>
        </Group>
      </Stack>
    );
  }
  return (
    <form onSubmit={form.onSubmit(({ name }) => create.mutate(name.trim()))}>
      <Stack>
        {create.error === null ? null : <ErrorPanel problem={asProblem(create.error)} />}
        <TextInput
          label="Name"
          placeholder="Deploy script"
          maxLength={80}
          data-autofocus
          key={form.key('name')}
          {...form.getInputProps('name')}
        />
        <Group justify="flex-end">
          <Button type="submit" loading={create.isPending}>
            Create key
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
