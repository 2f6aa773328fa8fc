import { Gitlab } from '@gitbeaker/rest';

/** The library that GitLab's pages name for JavaScript. */
export const peers = [
  {
    peer: '@gitbeaker/rest',
    connect: ({ access_token, host = 'gitlab.com' }) =>
      new Gitlab({ token: access_token, host: `https://${host}` }),
    actions: {
      'create-issue': {
        differs: {
          'body/labels': 'GitLab takes a list or text with commas; the library sends text.',
          'body/assignee_ids': 'The library sends numbers.',
        },
        call: (gitlab, { project, title, labels, assignee_ids, due_date, confidential }) =>
          gitlab.Issues.create(project, title, {
            ...{ labels: labels.join(','), assigneeIds: assignee_ids.map(Number) },
            ...{ dueDate: due_date, confidential },
          }),
      },
      'update-issue': {
        differs: {
          'body/add_labels': 'GitLab takes a list or text with commas; the library sends text.',
          'body/remove_labels': 'GitLab takes a list or text with commas; the library sends text.',
        },
        call: (gitlab, { project, iid, state_event, add_labels, remove_labels }) =>
          gitlab.Issues.edit(project, iid, {
            stateEvent: state_event,
            ...{ addLabels: add_labels.join(','), removeLabels: remove_labels.join(',') },
          }),
      },
      comment: {
        call: (gitlab, { project, iid, body }) => gitlab.IssueNotes.create(project, iid, body),
      },
      'run-pipeline': {
        call: (gitlab, { project, ref, variables }) =>
          gitlab.Pipelines.create(project, ref, {
            variables: Object.entries(variables).map(([key, value]) => ({ key, value })),
          }),
      },
      'read-file': {
        case: 'A file is read',
        call: (gitlab, { project, path }) => gitlab.RepositoryFiles.showRaw(project, path, 'HEAD'),
      },
      'write-file': {
        case: 'A file of an earlier step is written',
        call: async (gitlab, { project, branch, path, content, message }) => {
          await gitlab.RepositoryFiles.show(project, path, branch).catch(() => undefined);
          await gitlab.Commits.create(project, branch, message, [
            {
              ...{ action: 'create', filePath: path, encoding: 'base64' },
              content: Buffer.alloc(content.file.bytes).toString('base64'),
            },
          ]);
        },
      },
      'create-release': {
        call: (gitlab, { project, tag_name, ref, links }) =>
          gitlab.ProjectReleases.create(project, { tagName: tag_name, ref, assets: { links } }),
      },
    },
  },
];
