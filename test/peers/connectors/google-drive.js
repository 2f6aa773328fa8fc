import { auth, drive } from '@googleapis/drive';
import { GOOGLE, signedIn } from '../google-account.js';

const FIELDS = 'nextPageToken,files(id,name,mimeType,size,webViewLink,webContentLink,parents)';

/** Google's own library. It uploads in one request, so it is no peer for an upload that goes on after a fault. */
export const peers = [
  {
    peer: '@googleapis/drive',
    connect: () => drive({ version: 'v3', auth: signedIn(auth) }),
    account: GOOGLE,
    actions: {
      'find-files': {
        call: async ({ files }, { name, folder, kind, more }) => {
          const text = name.replaceAll("'", "\\'");
          const some = {
            q: `trashed = false and name contains '${text}' and '${folder}' in parents and mimeType = '${kind}' and (${more})`,
            ...{ fields: FIELDS, orderBy: 'modifiedTime desc', pageSize: 100 },
            ...{ includeItemsFromAllDrives: true, supportsAllDrives: true },
          };
          const { data } = await files.list(some);
          await files.list({ ...some, pageToken: data.nextPageToken });
        },
      },
      'download-file': {
        call: ({ files }, { id: fileId }) =>
          files.get(
            { fileId, alt: 'media', supportsAllDrives: true },
            { responseType: 'arraybuffer' },
          ),
      },
      'share-file': {
        case: 'A file is shared with a person',
        call: async ({ files, permissions }, { id: fileId, email, role, message }) => {
          await permissions.create({
            ...{
              fileId,
              supportsAllDrives: true,
              sendNotificationEmail: true,
              emailMessage: message,
            },
            requestBody: { type: 'user', role, emailAddress: email },
          });
          await files.get({ fileId, supportsAllDrives: true, fields: 'id,name,webViewLink' });
        },
      },
    },
  },
];
