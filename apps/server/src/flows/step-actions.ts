import { actionKey, AppError, type ActionInfo, type ActionRef, type Field } from '@millrace/model';
import type { Catalogue, FoundAction } from '../catalogue/catalogue.ts';

const NO_FIELDS: readonly Field[] = [];

/** The slices that a version of a flow was published with: hashes by the keys of their actions. */
export type Pins = Readonly<Record<string, string>>;

/** The actions that the steps of a document call: each as its flow pinned it, otherwise the newest. */
export class StepActions {
  constructor(
    private readonly catalogue: Catalogue,
    /** Those that are not the newest, or why one cannot be called. */
    private readonly resolved: ReadonlyMap<string, FoundAction | AppError>,
  ) {}

  /** Throws ACTION_NOT_FOUND, ACTION_VERSION_NOT_FOUND, HOST_NOT_ALLOWED and CONNECTOR_NOT_FOUND. */
  readonly of = (step: ActionRef): FoundAction => {
    const older = this.resolved.get(actionKey(step));
    if (older instanceof AppError) throw older;
    return older ?? this.catalogue.action(step.action);
  };

  /** The input fields of an action; none for one that is not known, which fails when it is called. */
  readonly fieldsOf = (step: ActionRef): readonly Field[] =>
    this.known(step)?.action.input ?? NO_FIELDS;

  /** True for an action that must not be done again when nobody knows whether it was done. */
  readonly neverRepeats = (step: ActionRef): boolean =>
    this.known(step)?.action.repeatable === false;

  /** What is known of those that are not the newest, by the keys of their steps. */
  older(): ReadonlyMap<string, ActionInfo> {
    return new Map(
      [...this.resolved].flatMap(([key, one]) =>
        one instanceof AppError ? [] : [[key, one.action] as const],
      ),
    );
  }

  private known(step: ActionRef): FoundAction | undefined {
    const older = this.resolved.get(actionKey(step));
    if (older instanceof AppError) return undefined;
    return older ?? this.catalogue.findAction(step.action);
  }
}
