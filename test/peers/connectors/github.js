import { Octokit } from '@octokit/rest';

const VERSION = { 'x-github-api-version': '2022-11-28' };

const split = ({ repository, ...input }) => {
  const [owner, repo] = repository.split('/');
  return { owner, repo, ...input, headers: VERSION };
};

const base64 = ({ text }) => Buffer.from(text).toString('base64');

/** GitHub's own library. */
export const peers = [
  {
    peer: '@octokit/rest',
    connect: ({ token_value }) => new Octokit({ auth: token_value }),
    differs: {
      'header/authorization':
        'Octokit writes `token …`, the connector `Bearer …`; GitHub documents both as equal.',
      'header/accept': 'Octokit asks for version 3 by name, which is the only one.',
    },
    actions: {
      'create-issue': {
        call: (octokit, { milestone, ...input }) =>
          octokit.rest.issues.create(split({ ...input, milestone: Number(milestone) })),
      },
      'update-issue': {
        call: (octokit, { number, ...input }) =>
          octokit.rest.issues.update(split({ ...input, issue_number: number })),
      },
      comment: {
        call: (octokit, { number, ...input }) =>
          octokit.rest.issues.createComment(split({ ...input, issue_number: number })),
      },
      'repository-dispatch': {
        call: (octokit, input) => octokit.rest.repos.createDispatchEvent(split(input)),
      },
      'run-workflow': {
        call: (octokit, input) => octokit.rest.actions.createWorkflowDispatch(split(input)),
      },
      'create-deployment': {
        call: (octokit, input) =>
          octokit.rest.repos.createDeployment(
            split({ ...input, environment: 'production', auto_merge: false }),
          ),
      },
      'read-file': {
        case: 'A file is read',
        call: (octokit, input) =>
          octokit.rest.repos.getContent({
            ...split(input),
            mediaType: { format: 'raw+json' },
          }),
      },
      'write-file': {
        case: 'A file that is there gets a new version',
        call: async (octokit, { content, branch, ...input }) => {
          const { repository, path } = input;
          const { data } = await octokit.rest.repos.getContent(
            split({ repository, path, ref: branch }),
          );
          const file = { ...input, branch, content: base64(content), sha: data.sha };
          await octokit.rest.repos.createOrUpdateFileContents(split(file));
        },
      },
      'create-release': {
        call: (octokit, input) => octokit.rest.repos.createRelease(split(input)),
      },
    },
  },
];
