import { Inject, Injectable } from '@nestjs/common';
import {
  actionKey,
  AppError,
  isAppError,
  walkSteps,
  type ActionRef,
  type ActionStep,
  type FlowDocument,
} from '@millrace/model';
import { CatalogueService, splitId, type FoundAction } from '../catalogue/catalogue.service.ts';
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
      const known = this.catalogue.findAction(action);
      if (known?.connector.version === version) continue;
      if (known !== undefined && this.slices.isCode(action)) {
        older.set(actionKey(step), known);
        continue;
      }
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
      const hash = this.isNewest(step)
        ? await this.slices.keep('action', step.action)
        : await this.olderHash(step);
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
    for (const step of actionSteps(document)) {
      const known = this.catalogue.findAction(step.action) !== undefined;
      if (known && step.version !== undefined && this.isNewest(step)) {
        await this.slices.keep('action', step.action);
      }
    }
  }

  /** Of what is code there is only the one version that this server has. */
  private isNewest({ action, version }: ActionRef): boolean {
    const [connector] = splitId(action);
    const newest = this.catalogue.manifest(connector).version;
    return version === undefined || version === newest || this.slices.isCode(action);
  }

  private async olderHash({ action, version = 0 }: ActionRef): Promise<string> {
    const slice = await this.slices.ofVersion('action', action, version);
    if (slice !== undefined) return slice.hash;
    throw new AppError('ACTION_VERSION_NOT_FOUND', { id: action, version });
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
