import { Module } from '@nestjs/common';
import { STORE_ROOMS } from '../catalogue/store-rooms.token.ts';
import { ChangeLogStore } from './change-log.store.ts';
import { EntryStore } from './entry.store.ts';
import { RowStore } from './row.store.ts';
import { StoreChanges } from './store-changes.ts';
import { StoreService } from './store.service.ts';

@Module({
  providers: [
    ChangeLogStore,
    EntryStore,
    RowStore,
    StoreChanges,
    { provide: STORE_ROOMS, useClass: StoreService },
  ],
  exports: [STORE_ROOMS],
})
export class StoreModule {}
