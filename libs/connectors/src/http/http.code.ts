import { codeConnector, type Connector, type Manifest } from '@millrace/connector-kit';
import { sendRequest } from './send-request.ts';

/** HTTP: any API, whether or not there is a connector for it. */
export function http(manifest: Manifest): Connector {
  return codeConnector(manifest, { request: sendRequest }, { trust: true });
}
