import { Module, type DynamicModule } from '@nestjs/common';
import { CONFIG, type ServerConfig } from './config.token.ts';

/** Gives every room the checked configuration. */
@Module({})
export class ConfigModule {
  static with(config: ServerConfig): DynamicModule {
    return {
      module: ConfigModule,
      global: true,
      providers: [{ provide: CONFIG, useValue: config }],
      exports: [CONFIG],
    };
  }
}
