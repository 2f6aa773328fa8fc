import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { OF_THE_MOMENT, verifySignatures } from '../aws-signature.js';

const contents = ([key, day, bytes, etag]) =>
  `<Contents><Key>${key}</Key><LastModified>${day}</LastModified><ETag>"${etag}"</ETag><Size>${bytes}</Size><StorageClass>STANDARD</StorageClass></Contents>`;

const list = (more, files) => ({
  headers: { 'content-type': 'application/xml' },
  body: `<?xml version="1.0" encoding="UTF-8"?><ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>shop</Name>${more}${files.map(contents).join('')}</ListBucketResult>`,
});

const FIRST = [
  ['2026/1.pdf', '2026-11-21T10:30:00.000Z', 10, 'e1'],
  ['2026/2.pdf', '2026-11-21T10:31:00.000Z', 20, 'e2'],
];
const LAST = [['2026/3.pdf', '2026-11-21T10:32:00.000Z', 30, 'e3']];

/** AWS's own library. */
export const peers = [
  {
    peer: '@aws-sdk/client-s3',
    connect: ({ region, endpoint, access_key, secret_key }) =>
      new S3Client({
        ...{ region, endpoint, forcePathStyle: true },
        ...{
          requestChecksumCalculation: 'WHEN_REQUIRED',
          responseChecksumValidation: 'WHEN_REQUIRED',
        },
        credentials: { accessKeyId: access_key, secretAccessKey: secret_key },
      }),
    differs: { ...OF_THE_MOMENT, 'query/x-id': 'The library repeats the name of the operation.' },
    paths: [
      {
        theirs: '^/shop/$',
        ours: '/shop',
        why: 'The library ends the address of a bucket with a slash.',
      },
    ],
    verify: (requests, values) => verifySignatures(requests, values, 's3'),
    actions: {
      'put-object': {
        case: 'A text is stored with tags, unless there is a file of that name',
        call: (s3, { bucket, key, content, storage_class, tags }) =>
          s3.send(
            new PutObjectCommand({
              ...{ Bucket: bucket, Key: key, Body: content.text, IfNoneMatch: '*' },
              ...{ StorageClass: storage_class, ContentType: 'text/plain' },
              Tagging: Object.entries(tags)
                .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
                .join('&'),
            }),
          ),
      },
      'get-object': {
        call: async (s3, { bucket, key, version }) => {
          const command = new GetObjectCommand({ Bucket: bucket, Key: key, VersionId: version });
          const { Body } = await s3.send(command);
          await Body.transformToByteArray();
        },
      },
      'list-objects': {
        answers: [
          list(
            '<NextContinuationToken>t2</NextContinuationToken><IsTruncated>true</IsTruncated>',
            FIRST,
          ),
          list('<IsTruncated>false</IsTruncated>', LAST),
        ],
        call: async (s3, { bucket, prefix }) => {
          const page = { Bucket: bucket, Prefix: prefix, MaxKeys: 1000 };
          const { NextContinuationToken } = await s3.send(new ListObjectsV2Command(page));
          const next = { ...page, ContinuationToken: NextContinuationToken };
          await s3.send(new ListObjectsV2Command(next));
        },
      },
      'delete-object': {
        call: (s3, { bucket, key }) =>
          s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: key })),
      },
    },
  },
];
