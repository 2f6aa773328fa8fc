import { List, Text } from '@mantine/core';
import { findStep, referencesTo, removeStep, walkSteps, type FlowDocument } from '@millrace/model';
import { ConfirmModal } from '../../../ui/confirm-modal.tsx';
import { placeOf } from '../checks/check-draft.ts';
import { useEditor } from '../editor-context.ts';
import { describeStep } from '../graph/describe-step.ts';

/** Asks before a step goes whose output others use, or that has steps inside. */
export function RemoveStepModal({ id, onClose }: { id: string | undefined; onClose: () => void }) {
  const { draft, catalogue, open, setOpen } = useEditor();
  const { document } = draft;
  const inner = id === undefined ? [] : idsInside(document, id);
  const users = id === undefined ? [] : usersOf(document, id, inner);
  const names = new Map(
    walkSteps(document).map((step) => [step.id, describeStep(step, catalogue).title]),
  );
  return (
    <ConfirmModal
      opened={id !== undefined}
      onClose={onClose}
      title={`Delete "${names.get(id ?? '') ?? ''}"?`}
      confirmLabel="Delete"
      onConfirm={() => {
        if (id !== undefined) {
          if (open === id || inner.includes(open ?? '')) setOpen(undefined);
          draft.edit(removeStep(document, id));
        }
        return Promise.resolve();
      }}
    >
      {inner.length === 0 ? null : (
        <>
          <Text size="sm">
            {inner.length === 1 ? 'The step' : `The ${inner.length} steps`} inside will be gone with
            it:
          </Text>
          <Names ids={inner} names={names} />
        </>
      )}
      {users.length === 0 ? null : (
        <>
          <Text size="sm">These steps use its output and will have nothing there:</Text>
          <Names ids={users} names={names} />
        </>
      )}
    </ConfirmModal>
  );
}

/** Most names listed; a branch can hold hundreds of steps. */
const MOST_NAMES = 12;

function Names({ ids, names }: { ids: readonly string[]; names: ReadonlyMap<string, string> }) {
  return (
    <List size="sm" my={4}>
      {ids.slice(0, MOST_NAMES).map((id) => (
        <List.Item key={id}>{names.get(id) ?? id}</List.Item>
      ))}
      {ids.length > MOST_NAMES ? <List.Item>and {ids.length - MOST_NAMES} more</List.Item> : null}
    </List>
  );
}

function idsInside(document: FlowDocument, id: string): string[] {
  const step = findStep(document, id);
  if (step === undefined) return [];
  return walkSteps({ steps: [step] })
    .slice(1)
    .map((one) => one.id);
}

/** The ids of the steps that read a step's output and stay, each once. */
function usersOf(document: FlowDocument, id: string, inner: readonly string[]): string[] {
  const users = new Set(referencesTo(document, id).map((path) => placeOf(document, path)));
  return [...users].filter((user) => user !== id && !inner.includes(user));
}
