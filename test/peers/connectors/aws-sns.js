import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { OF_THE_MOMENT, verifySignatures } from '../aws-signature.js';

const NAMESPACE = 'http://sns.amazonaws.com/doc/2010-03-31/';
const published = (id) => [
  {
    headers: { 'content-type': 'text/xml' },
    body: `<PublishResponse xmlns="${NAMESPACE}"><PublishResult><MessageId>${id}</MessageId></PublishResult><ResponseMetadata><RequestId>r1</RequestId></ResponseMetadata></PublishResponse>`,
  },
];

/** AWS's own library. */
export const peers = [
  {
    peer: '@aws-sdk/client-sns',
    connect: ({ region, access_key, secret_key }) =>
      new SNSClient({
        region,
        credentials: { accessKeyId: access_key, secretAccessKey: secret_key },
      }),
    differs: OF_THE_MOMENT,
    verify: (requests, values) => verifySignatures(requests, values, 'sns'),
    actions: {
      publish: {
        case: 'A message is published with attributes',
        answers: published('i1'),
        call: (sns, { topic, message, subject, attributes }) =>
          sns.send(
            new PublishCommand({
              ...{ TopicArn: topic, Message: message, Subject: subject },
              MessageAttributes: Object.fromEntries(
                Object.entries(attributes).map(([name, value]) => [
                  name,
                  { DataType: 'String', StringValue: value },
                ]),
              ),
            }),
          ),
      },
      'send-sms': {
        answers: published('i3'),
        call: (sns, { phone, message, kind }) =>
          sns.send(
            new PublishCommand({
              ...{ PhoneNumber: phone, Message: message },
              MessageAttributes: {
                'AWS.SNS.SMS.SMSType': { DataType: 'String', StringValue: kind },
              },
            }),
          ),
      },
    },
  },
];
