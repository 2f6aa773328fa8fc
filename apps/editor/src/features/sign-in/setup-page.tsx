import { Button, PasswordInput, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { MIN_PASSWORD, type SetupRequest } from '@millrace/model';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { asProblem } from '../../api/problem.ts';
import { sessionQuery, setUp } from '../../api/session.ts';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { Welcome } from './welcome.tsx';

/** The first page a new Millrace shows: it makes the owner. */
export function SetupPage() {
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const create = useMutation({
    ...setUp,
    onSuccess: async () => {
      await queryClient.query({ ...sessionQuery, staleTime: 0 });
      await navigate({ to: '/flows' });
    },
  });
  return (
    <Welcome
      title="Create the owner account"
      description="This Millrace is new. The first account owns it and can do everything."
    >
      <OwnerForm
        problem={create.error}
        pending={create.isPending}
        onSubmit={(owner) => create.mutate(owner)}
      />
    </Welcome>
  );
}

interface OwnerFormProps {
  problem: Error | null;
  pending: boolean;
  onSubmit: (owner: SetupRequest) => void;
}

function OwnerForm({ problem, pending, onSubmit }: OwnerFormProps) {
  const form = useForm({
    mode: 'uncontrolled',
    initialValues: { name: '', email: '', password: '' },
    validateInputOnBlur: true,
    validate: {
      name: (value) => (value.trim() === '' ? 'Enter your name.' : null),
      email: (value) => (/^\S+@\S+$/.test(value.trim()) ? null : 'Enter an e-mail address.'),
      password: (value) =>
        value.length < MIN_PASSWORD ? `Use at least ${MIN_PASSWORD} characters.` : null,
    },
  });
  return (
    <form
      noValidate
      onSubmit={form.onSubmit(({ name, email, password }) =>
        onSubmit({ name, email: email.trim(), password }),
      )}
    >
      <Stack>
        {problem === null ? null : <ErrorPanel problem={asProblem(problem)} />}
        <TextInput
          label="Your name"
          autoComplete="name"
          required
          data-autofocus
          key={form.key('name')}
          {...form.getInputProps('name')}
        />
        <TextInput
          label="E-mail address"
          type="email"
          autoComplete="username"
          required
          key={form.key('email')}
          {...form.getInputProps('email')}
        />
        <PasswordInput
          label="Password"
          description={`At least ${MIN_PASSWORD} characters.`}
          autoComplete="new-password"
          required
          key={form.key('password')}
          {...form.getInputProps('password')}
        />
        <Button type="submit" size="md" mt="xs" loading={pending}>
          Create account
        </Button>
      </Stack>
    </form>
  );
}
