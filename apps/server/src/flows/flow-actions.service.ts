import { Inject, Injectable } from '@nestjs/common';
import {
  actionKey,
  AppError,
  isAppError,
  walkSteps,
  type ActionStep,
  type FlowDocument,
} from '@millrace/model';
import { CatalogueService, type FoundAction } from '../catalogue/catalogue.service.ts';
import { Slices, type NamedSlice } from '../catalogue/slices.service.ts';
import { StepActions, type Pins } from './step-actions.ts';

/** What the trigger of a document is pinned by. */
export const TRIGGER_PIN = 'trigger';

/** Which form of their actions flows use: published versions the one of their publishing, drafts what they name. */
@Injectable()
export class FlowActions {
  private readonly newest: StepActions;
  private readonly ofPins = new WeakMap<Pins, StepActions>();

  constructor(
    @Inject(CatalogueService) private readonly catalogue: CatalogueService,
    @Inject(Slices) private readonly slices: Slices,
  ) {
    this.newest = new StepActions(catalogue, new Map());
  }

  /** The actions of a published version. Nothing is read while all of them are the newest. */
  ofVersion(pins: Pins | null): StepActions | Promise<StepActions> {
    if (pins === null) return this.newest;
    const known = this.ofPins.get(pins);
    if (known !== undefined) return known;
    const older = Object.entries(pins).filter(
      ([pin, hash]) => pin !== TRIGGER_PIN && this.newestHash(pin) !== hash,
    );
    if (older.length > 0) return this.read(pins, older);
    this.ofPins.set(pins, this.newest);
    return this.newest;
  }

  /** The actions of a document that is being worked on. */
  async ofDraft(document: FlowDocument): Promise<StepActions> {
    const older = new Map<string, FoundAction | AppError>();
    for (const step of actionSteps(document)) {
      const { action, version } = step;
      if (version === undefined || older.has(actionKey(step))) continue;
      if (this.catalogue.findAction(action)?.connector.version === version) continue;
      const slice = await this.slices.ofVersion('action', action, version);
      older.set(actionKey(step), this.found(action, version, slice));
    }
    return older.size === 0 ? this.newest : new StepActions(this.catalogue, older);
  }

  /**
   * Keeps the slices of a document that goes live; gives what it is pinned by. Throws
   * ACTION_VERSION_NOT_FOUND.
   */
  async pin(document: FlowDocument): Promise<Pins> {
    const pins: Record<string, string> = {};
    for (const step of actionSteps(document)) {
      const { action, version } = step;
      const slice =
        version === undefined ? undefined : await this.slices.ofVersion('action', action, version);
      const isOlder =
        version !== undefined && this.catalogue.action(action).connector.version !== version;
      if (isOlder && slice === undefined) {
        throw new AppError('ACTION_VERSION_NOT_FOUND', { id: action, version });
      }
      const hash = isOlder ? slice?.hash : await this.slices.keep('action', action);
      if (hash !== undefined) pins[actionKey(step)] = hash;
    }
    const { trigger } = document;
    const source = trigger.kind === 'webhook' ? trigger.source : undefined;
    const isKnown = source !== undefined && this.catalogue.findTrigger(source) !== undefined;
    const hash = isKnown ? await this.slices.keep('trigger', source) : undefined;
    return hash === undefined ? pins : { ...pins, [TRIGGER_PIN]: hash };
  }

  /** Keeps the slices that a draft names by version, while this server still has them. */
  async keepNamed(document: FlowDocument): Promise<void> {
    for (const { action, version } of actionSteps(document)) {
      const known = version === undefined ? undefined : this.catalogue.findAction(action);
      if (known?.connector.version === version) await this.slices.keep('action', action);
    }
  }

  private newestHash(pin: string): string | undefined {
    const [id = ''] = pin.split('@');
    return this.catalogue.findAction(id) && this.slices.newest('action', id)?.hash;
  }

  private async read(
    pins: Pins,
    entries: readonly (readonly [string, string])[],
  ): Promise<StepActions> {
    const older = new Map<string, FoundAction | AppError>();
    for (const [pin, hash] of entries) {
      const [id = ''] = pin.split('@');
      older.set(pin, this.found(id, 0, { hash, slice: await this.slices.byHash(hash) }));
    }
    const actions = new StepActions(this.catalogue, older);
    this.ofPins.set(pins, actions);
    return actions;
  }

  /** One action that cannot be called fails where it is called; the others of its flow go on. */
  private found(
    id: string,
    version: number,
    slice: NamedSlice | undefined,
  ): FoundAction | AppError {
    if (slice === undefined) return new AppError('ACTION_VERSION_NOT_FOUND', { id, version });
    try {
      const action = this.slices.action(slice);
      return { action, connector: this.catalogue.manifest(slice.slice.connector) };
    } catch (error) {
      if (isAppError(error)) return error;
      throw error;
    }
  }
}

function actionSteps(document: FlowDocument): ActionStep[] {
  return walkSteps(document).filter((step) => step.kind === 'action');
}
