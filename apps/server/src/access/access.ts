import type { Request, Response } from 'express';
import type { Actor } from './actor.ts';

/** Injection token of {@link Access}. */
export const ACCESS = Symbol('access');

/** Knows callers. Implemented by the people room, which stands above HTTP. */
export interface Access {
  /** Who makes a call; undefined when nobody is known. May prolong the session with a cookie. */
  identify(request: Request, response: Response): Promise<Actor | undefined>;
  /** False once the session has ended, the key is gone or the role is another. */
  holds(actor: Actor): Promise<boolean>;
}
