import { SendMessageBatchCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { OF_THE_MOMENT, verifySignatures } from '../aws-signature.js';

/** AWS's own library. */
export const peers = [
  {
    peer: '@aws-sdk/client-sqs',
    connect: ({ region, access_key, secret_key }) =>
      new SQSClient({
        ...{ region, md5: false, useQueueUrlAsEndpoint: false },
        credentials: { accessKeyId: access_key, secretAccessKey: secret_key },
      }),
    differs: {
      ...OF_THE_MOMENT,
      'header/x-amzn-query-mode': 'The library asks for the error codes of an older protocol.',
    },
    verify: (requests, values) => verifySignatures(requests, values, 'sqs'),
    actions: {
      'send-message': {
        case: 'A message is sent with attributes',
        call: (sqs, { queue, body, delay, attributes }) =>
          sqs.send(
            new SendMessageCommand({
              ...{ QueueUrl: queue, MessageBody: body, DelaySeconds: delay },
              MessageAttributes: Object.fromEntries(
                Object.entries(attributes).map(([name, value]) => [
                  name,
                  { DataType: 'String', StringValue: value },
                ]),
              ),
            }),
          ),
      },
      'send-batch': {
        call: async (sqs, { queue, messages }) => {
          for (const some of [messages.slice(0, 10), messages.slice(10)]) {
            await sqs.send(
              new SendMessageBatchCommand({
                QueueUrl: queue,
                Entries: some.map(({ body, delay }, at) => ({
                  ...{ Id: `m${at}`, MessageBody: body, DelaySeconds: delay },
                })),
              }),
            );
          }
        },
      },
    },
  },
];
