import { Body, Controller, Delete, Get, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import {
  sessionSchema,
  setupRequestSchema,
  signInRequestSchema,
  type Session,
  type SetupRequest,
  type SignInRequest,
} from '@millrace/model';
import type { Request, Response } from 'express';
import { Describe } from '../http/describe.ts';
import { Public } from '../http/public.ts';
import { OwnerService } from './owner.service.ts';
import { CONFIG, type ServerConfig } from '../config/config.token.ts';
import { LeastRole } from '../http/least-role.ts';
import { callOf, setCookies } from './session-call.ts';
import { cookieHeader, SessionService } from './session.service.ts';

/** Signing in and out, and the first owner. */
@Controller()
export class SessionController {
  constructor(
    @Inject(SessionService) private readonly sessions: SessionService,
    @Inject(OwnerService) private readonly owners: OwnerService,
    @Inject(CONFIG) private readonly config: ServerConfig,
  ) {}

  @Post('setup')
  @Public()
  @Describe({ summary: 'Create the first owner and sign in', response: sessionSchema })
  async setUp(
    @Body({ schema: setupRequestSchema }) body: SetupRequest,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<Session> {
    await this.owners.create(body);
    return this.answer(
      request,
      response,
      await this.sessions.begin(callOf(request, this.config), body),
    );
  }

  @Get('session')
  @Public()
  @Describe({ summary: 'Who is signed in', response: sessionSchema })
  async get(
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<Session> {
    const { session, cookies } = await this.sessions.describe(callOf(request, this.config));
    setCookies(response, cookies);
    return session;
  }

  @Post('session')
  @Public()
  @HttpCode(200)
  @Describe({ summary: 'Sign in', response: sessionSchema })
  async signIn(
    @Body({ schema: signInRequestSchema }) body: SignInRequest,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<Session> {
    return this.answer(
      request,
      response,
      await this.sessions.signIn(callOf(request, this.config), body),
    );
  }

  @Delete('session')
  @LeastRole('viewer')
  @HttpCode(204)
  @Describe({ summary: 'Sign out' })
  async signOut(
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<void> {
    setCookies(response, await this.sessions.end(callOf(request, this.config)));
  }

  private async answer(request: Request, response: Response, cookies: string[]): Promise<Session> {
    setCookies(response, cookies);
    const cookie = cookieHeader(cookies);
    return (await this.sessions.describe({ ...callOf(request, this.config), cookie })).session;
  }
}
