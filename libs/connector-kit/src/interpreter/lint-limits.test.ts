import type { Fault, Manifest } from '@millrace/model';
import { describe, expect, it } from 'vitest';
import { lintManifest } from './lint-manifest.ts';
import { limitedApp, sending } from './limits.testing.ts';

const lint = (written: Partial<Manifest>): Fault[] =>
  lintManifest(limitedApp('https://api.example.com', written));

const calls = [{ count: 1, in: '1s' }];
const chat = { per: { $path: '$.input.chat' }, calls };
const withChat = {
  ...sending(),
  input: [{ key: 'chat', label: 'Chat', type: 'string' as const }],
};

describe('the check of limits', () => {
  it('takes those that requests name, and those that hold for all', () => {
    const naming = { ...withChat, ...sending({ limit: { use: ['chat'] } }), input: withChat.input };
    expect(lint({ limits: { all: { calls }, chat }, actions: { act: naming } })).toEqual([]);
    expect(lint({ limits: { chat }, actions: { act: withChat, other: sending() } })).toEqual([]);
  });

  it('refuses names that stand for none, in requests and defaults', () => {
    const limit = { use: ['cals'] };
    expect(
      lint({
        limits: { calls: { calls } },
        defaults: { limit },
        actions: { act: sending({ limit }) },
      }),
    ).toEqual([
      { path: '/defaults/limit/use', message: 'There is no limit "cals".' },
      { path: '/actions/act/request/limit/use', message: 'There is no limit "cals".' },
    ]);
  });

  it('refuses one that limits nothing, or that no request is under', () => {
    expect(lint({ limits: { calls: { per: 'connection' } } })).toEqual([
      { path: '/limits/calls', message: 'It limits nothing: give calls, at_once, hold or learn.' },
    ]);
    const code = { ...sending(), request: undefined };
    expect(lint({ limits: { calls: { calls } }, actions: { act: code } })).toEqual([
      { path: '/limits/calls', message: 'No request is under it.' },
    ]);
  });

  it('refuses one for each of what its requests do not have', () => {
    expect(lint({ limits: { chat } })).toEqual([
      { path: '/limits/chat/per', message: 'No action has what it goes by.' },
    ]);
    expect(
      lint({ limits: { chat }, actions: { act: sending({ limit: { use: ['chat'] } }) } }),
    ).toEqual([
      { path: '/actions/act/request/limit/use', message: '$.input.chat: input has no "chat".' },
    ]);
  });

  it('refuses paths that see nothing', () => {
    const learn = { left: { $path: '$.answr.headers.left' } };
    expect(lint({ limits: { calls: { learn } } })).toEqual([
      {
        path: '/limits/calls/learn/left',
        message:
          '$.answr.headers.left begins with "answr", which is not seen here. Did you mean "answer"?',
      },
    ]);
  });
});
