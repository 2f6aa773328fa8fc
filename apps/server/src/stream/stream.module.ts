import { Global, Module } from '@nestjs/common';
import { ChangeFeed } from './change-feed.ts';
import { StreamController } from './stream.controller.ts';

@Global()
@Module({ controllers: [StreamController], providers: [ChangeFeed], exports: [ChangeFeed] })
export class StreamModule {}
