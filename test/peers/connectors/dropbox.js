import { Dropbox } from 'dropbox';

const TOKEN = { auth: 'token', values: { access_token: 'made-up-token' } };

/** Dropbox's own library. */
export const peers = [
  {
    peer: 'dropbox',
    connect: () => new Dropbox({ accessToken: 'made-up-token' }),
    account: TOKEN,
    moved: [
      {
        ...{ ours: 'query/arg', theirs: 'header/dropbox-api-arg' },
        why: 'Dropbox takes the arguments of a content endpoint from the header or from the query.',
      },
    ],
    actions: {
      'upload-file': {
        call: (dropbox, { file, folder }) =>
          dropbox.filesUpload({
            ...{ path: `${folder}/${file.name}`, mode: 'add', autorename: true, mute: false },
            contents: Buffer.alloc(file.bytes),
          }),
      },
      'download-file': {
        answers: [
          {
            headers: { 'dropbox-api-result': '{"name":"1.pdf","id":"id:1","size":5}' },
            body: { file: 'f1', name: 'Überblick.pdf', type: 'application/pdf', bytes: 5 },
          },
        ],
        call: (dropbox, { path }) => dropbox.filesDownload({ path }),
      },
      'list-folder': {
        case: 'A folder is listed over pages',
        call: async (dropbox, { folder }) => {
          const first = { path: folder, recursive: false, limit: 2000 };
          const { result } = await dropbox.filesListFolder(first);
          await dropbox.filesListFolderContinue({ cursor: result.cursor });
        },
      },
      'share-link': {
        case: 'A link is made',
        call: (dropbox, { path, audience, expires }) =>
          dropbox.sharingCreateSharedLinkWithSettings({
            path,
            settings: { audience, expires: new Date(expires).toISOString().replace('.000', '') },
          }),
      },
    },
  },
];
