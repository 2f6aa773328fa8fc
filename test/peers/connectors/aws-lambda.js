import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { OF_THE_MOMENT, verifySignatures } from '../aws-signature.js';

const invoke = (lambda, { function: name, payload, qualifier }, kind) =>
  lambda.send(
    new InvokeCommand({
      ...{ FunctionName: name, Qualifier: qualifier, InvocationType: kind },
      Payload: JSON.stringify(payload),
    }),
  );

/** AWS's own library. */
export const peers = [
  {
    peer: '@aws-sdk/client-lambda',
    connect: ({ region, endpoint, access_key, secret_key }) =>
      new LambdaClient({
        ...{ region, endpoint },
        credentials: { accessKeyId: access_key, secretAccessKey: secret_key },
      }),
    differs: {
      ...OF_THE_MOMENT,
      'header/content-type': 'The library calls the payload bytes, the connector JSON.',
    },
    verify: (requests, values) => verifySignatures(requests, values, 'lambda'),
    actions: {
      invoke: { call: (lambda, input) => invoke(lambda, input, 'RequestResponse') },
      'invoke-async': { call: (lambda, input) => invoke(lambda, input, 'Event') },
    },
  },
];
