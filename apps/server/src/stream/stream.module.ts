import { Global, Module } from '@nestjs/common';
import { ChangeFeed } from './change-feed.ts';
import { OpenStreams } from './open-streams.ts';
import { StreamController } from './stream.controller.ts';

@Global()
@Module({
  controllers: [StreamController],
  providers: [ChangeFeed, OpenStreams],
  exports: [ChangeFeed, OpenStreams],
})
export class StreamModule {}
