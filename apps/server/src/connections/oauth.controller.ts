import { Controller, Get, Header, HttpCode, Inject, Post, Query, Res } from '@nestjs/common';
import { authorizeAnswerSchema, isAppError } from '@millrace/model';
import type { Response } from 'express';
import { z } from 'zod';
import type { Actor } from '../access/actor.ts';
import { Caller } from '../http/caller.ts';
import { Describe } from '../http/describe.ts';
import { Id } from '../http/id.ts';
import { LeastRole } from '../http/least-role.ts';
import { CALLBACK_PATH } from '../http/paths.ts';
import { Public } from '../http/public.ts';
import { OAUTH_SCRIPT, oauthPage } from './oauth-page.ts';
import { OAuthService, type CallbackQuery } from './oauth.service.ts';

/** What applications add is theirs; a parameter that is there twice is no text, and is left out. */
const callbackQuerySchema = z
  .record(z.string().max(100), z.unknown())
  .transform((query) =>
    Object.fromEntries(
      Object.entries(query).flatMap(([name, value]): [string, string][] =>
        typeof value === 'string' && value.length <= 8_192 ? [[name, value]] : [],
      ),
    ),
  );

/** Connecting accounts over the browser. */
@Controller()
export class OAuthController {
  constructor(@Inject(OAuthService) private readonly oauth: OAuthService) {}

  @Post('connections/:id/authorize')
  @LeastRole('editor')
  @HttpCode(200)
  @Describe({
    summary: 'Where a browser goes to connect the account',
    response: authorizeAnswerSchema,
  })
  async authorize(@Caller() caller: Actor, @Id() id: string): Promise<{ url: string }> {
    return { url: await this.oauth.authorize(caller, id) };
  }

  @Get(CALLBACK_PATH)
  @LeastRole('editor')
  @Header('Content-Type', 'text/html; charset=utf-8')
  @Describe({ summary: 'Where a browser comes back to from the application, as a page' })
  async callback(
    @Caller() caller: Actor,
    @Query({ schema: callbackQuerySchema }) query: CallbackQuery,
    @Res({ passthrough: true }) response: Response,
  ): Promise<string> {
    try {
      const { id, name } = await this.oauth.finish(caller, query);
      return oauthPage({
        ok: true,
        connection: id,
        title: 'Connected',
        text: `“${name}” is connected.`,
      });
    } catch (error) {
      if (!isAppError(error)) throw error;
      response.status(error.status);
      const text = `${error.message} ${error.hint}`;
      return oauthPage({ ok: false, connection: '', title: 'Not connected', text });
    }
  }

  @Get(`${CALLBACK_PATH}/page.js`)
  @Public()
  @Header('Content-Type', 'text/javascript; charset=utf-8')
  @Describe({ summary: 'The script of that page' })
  script(): string {
    return OAUTH_SCRIPT;
  }
}
