import { List, Text } from '@mantine/core';
import { referencesTo, removeStep, type FlowDocument } from '@millrace/model';
import { ConfirmModal } from '../../../ui/confirm-modal.tsx';
import { placeOf } from '../checks/check-flow.ts';
import { useEditor } from '../editor-context.ts';
import { describeStep } from '../graph/describe-step.ts';

/** Asks before a step goes whose output others use. */
export function RemoveStepModal({ id, onClose }: { id: string | undefined; onClose: () => void }) {
  const { draft, catalogue, open, setOpen } = useEditor();
  const { document } = draft;
  const users = id === undefined ? [] : usersOf(document, id);
  const names = new Map(
    document.steps.map((step) => [step.id, describeStep(step, catalogue).title]),
  );
  return (
    <ConfirmModal
      opened={id !== undefined}
      onClose={onClose}
      title={`Delete "${names.get(id ?? '') ?? ''}"?`}
      confirmLabel="Delete"
      onConfirm={() => {
        if (id !== undefined) {
          if (open === id) setOpen(undefined);
          draft.edit(removeStep(document, id));
        }
        return Promise.resolve();
      }}
    >
      <Text size="sm">These steps use its output and will have nothing there:</Text>
      <List size="sm" mt={4}>
        {users.map((user) => (
          <List.Item key={user}>{names.get(user) ?? user}</List.Item>
        ))}
      </List>
    </ConfirmModal>
  );
}

/** The ids of the steps that read a step's output, each once. */
function usersOf(document: FlowDocument, id: string): string[] {
  return [...new Set(referencesTo(document, id).map((path) => placeOf(document, path)))];
}
