import { Controller, Get, Header, Inject } from '@nestjs/common';
import type { JsonObject } from '@millrace/model';
import { z } from 'zod';
import { CONFIG, type ServerConfig } from '../../config/config.token.ts';
import { Describe } from '../describe.ts';
import { DOCS_PATH } from '../paths.ts';
import { Public } from '../public.ts';
import { DOCS_PAGE, DOCS_SCRIPT, DOCS_STYLE } from './docs-page.ts';
import { openApiDocument } from './document.ts';
import { RouteList } from './route-list.ts';

const anyObjectSchema = z.record(z.string(), z.unknown());

/** The API's own description, for programs and for people. */
@Controller()
@Public()
export class OpenApiController {
  private document: JsonObject | undefined;

  constructor(
    @Inject(RouteList) private readonly routes: RouteList,
    @Inject(CONFIG) private readonly config: ServerConfig,
  ) {}

  @Get('openapi.json')
  @Describe({ summary: 'This description, as OpenAPI 3.1', response: anyObjectSchema })
  read(): JsonObject {
    this.document ??= openApiDocument(this.routes.all(), this.config.publicUrl);
    return this.document;
  }

  @Get(DOCS_PATH)
  @Header('Content-Type', 'text/html; charset=utf-8')
  @Describe({ summary: 'This description, as a page' })
  page(): string {
    return DOCS_PAGE;
  }

  @Get(`${DOCS_PATH}/page.js`)
  @Header('Content-Type', 'text/javascript; charset=utf-8')
  @Describe({ summary: 'The script of that page' })
  script(): string {
    return DOCS_SCRIPT;
  }

  @Get(`${DOCS_PATH}/page.css`)
  @Header('Content-Type', 'text/css; charset=utf-8')
  @Describe({ summary: 'The style of that page' })
  style(): string {
    return DOCS_STYLE;
  }
}
