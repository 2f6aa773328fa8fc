import { Core1763700000000 } from './0001-core.migration.ts';
import { People1763700001000 } from './0002-people.migration.ts';
import { Connections1763700002000 } from './0003-connections.migration.ts';
import { Engine1795200000000 } from './0004-engine.migration.ts';
import { Installation1795200002000 } from './0006-installation.migration.ts';
import { Actors1795400010000 } from './0010-actors.migration.ts';
import { Split1795700000000 } from './0007-split.migration.ts';
import { Files1795900000000 } from './0008-files.migration.ts';
import { JournalNumbers1796000000000 } from './0011-journal-numbers.migration.ts';
import { GatedBegun1796000001000 } from './0012-gated-begun.migration.ts';
import { FilesOfRuns1796000002000 } from './0013-files-of-runs.migration.ts';
import { ConnectionSignIn1796000003000 } from './0014-connection-sign-in.migration.ts';
import { Store1796000006000 } from './0016-store.migration.ts';
import { Slices1796000007000 } from './0017-slices.migration.ts';
import { TriggerRegistrations1796000009000 } from './0019-trigger-registrations.migration.ts';
import { OwnConnectors1796000011000 } from './0021-own-connectors.migration.ts';
import { Worker1795800000000 } from './0005-worker.migration.ts';

/** Every migration, oldest first. Nothing else changes the schema. */
export const MIGRATIONS = [
  Core1763700000000,
  People1763700001000,
  Connections1763700002000,
  Engine1795200000000,
  Installation1795200002000,
  Actors1795400010000,
  Split1795700000000,
  Worker1795800000000,
  Files1795900000000,
  JournalNumbers1796000000000,
  GatedBegun1796000001000,
  FilesOfRuns1796000002000,
  ConnectionSignIn1796000003000,
  Store1796000006000,
  Slices1796000007000,
  TriggerRegistrations1796000009000,
  OwnConnectors1796000011000,
];
