import { Button, Divider, Modal, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { FLOW_DOCUMENT_VERSION, FLOW_TEMPLATES, type FlowDocument } from '@millrace/model';
import { asProblem } from '../../api/problem.ts';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { TemplateCard } from './template-card.tsx';
import { useCreateFlow } from './use-create-flow.ts';

/** Blank or from a template; either way the new flow opens. */
export function NewFlowModal({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  return (
    <Modal opened={opened} onClose={onClose} title="New flow" size="lg">
      <NewFlow />
    </Modal>
  );
}

function NewFlow() {
  const create = useCreateFlow();
  const form = useForm({
    mode: 'uncontrolled',
    initialValues: { name: '' },
    validate: { name: (value) => (value.trim() === '' ? 'Give the flow a name.' : null) },
  });
  return (
    <Stack>
      {create.error === null ? null : <ErrorPanel problem={asProblem(create.error)} />}
      <form onSubmit={form.onSubmit(({ name }) => create.mutate(blank(name.trim())))}>
        <Stack gap="sm">
          <TextInput
            label="Name"
            placeholder="New orders to the newsletter"
            data-autofocus
            maxLength={120}
            key={form.key('name')}
            {...form.getInputProps('name')}
          />
          <Button type="submit" loading={create.isPending} style={{ alignSelf: 'flex-start' }}>
            Create blank flow
          </Button>
        </Stack>
      </form>
      <Divider label="or start from a template" />
      {FLOW_TEMPLATES.map((template) => (
        <TemplateCard
          key={template.id}
          template={template}
          loading={create.isPending}
          onUse={() => create.mutate(template.document)}
        />
      ))}
    </Stack>
  );
}

function blank(name: string): FlowDocument {
  return { millrace: FLOW_DOCUMENT_VERSION, name, trigger: { kind: 'webhook' }, steps: [] };
}
