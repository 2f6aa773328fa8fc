import {
  codeConnector,
  type CodeTestContext,
  type Connector,
  type Manifest,
} from '@millrace/connector-kit';
import { mailMessage } from './mail-message.ts';
import { withSmtp } from './smtp-session.ts';

/** SMTP: sends mail through any server. */
export function smtp(manifest: Manifest): Connector {
  return codeConnector(
    manifest,
    {
      send: async (context) => {
        const { host = '', from: sender = '' } = context.account.texts;
        const message = await mailMessage(context, { app: host, sender });
        return withSmtp(context, (session) => session.send(message));
      },
    },
    { test, trust: true },
  );
}

function test(context: CodeTestContext): Promise<string> {
  const { host = '', user = '' } = context.account.texts;
  return withSmtp(context, ({ isEncrypted }) => {
    const whose = user === '' ? '' : ` of ${user}`;
    const warning = isEncrypted ? '' : ' Nothing is encrypted: everyone on the way can read it.';
    return Promise.resolve(`${host} takes mail${whose}.${warning}`);
  });
}
