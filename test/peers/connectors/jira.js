import { createCloudClient } from 'jira.js';

const document = (text) => ({
  ...{ type: 'doc', version: 1 },
  content: [{ type: 'paragraph', content: [{ type: 'text', text }] }],
});

/** A library made from Jira's API description, which also checks answers. */
export const peers = [
  {
    peer: 'jira.js',
    connect: ({ site, email, api_token }) =>
      createCloudClient({
        host: `https://${site}.atlassian.net`,
        auth: { type: 'basic', email, apiToken: api_token },
      }),
    actions: {
      'create-issue': {
        call: (jira, { project, type, summary, description, assignee, priority, ...input }) =>
          jira.issues.createIssue({
            fields: {
              ...{ ...input.fields, summary, labels: input.labels, duedate: input.due },
              ...{ project: { id: project }, issuetype: { id: type }, priority: { id: priority } },
              ...{ description: document(description), assignee: { accountId: assignee } },
              parent: { key: input.parent },
            },
          }),
      },
      'update-issue': {
        call: (jira, { issue, summary, due }) =>
          jira.issues.editIssue({ issueIdOrKey: issue, fields: { summary, duedate: due } }),
      },
      'move-issue': {
        call: async (jira, { issue, status }) => {
          const { transitions } = await jira.issues.getTransitions({ issueIdOrKey: issue });
          const { id } = transitions.find(({ to }) => to.name === status);
          await jira.issues.doTransition({ issueIdOrKey: issue, transition: { id } });
        },
      },
      'add-comment': {
        call: (jira, { issue, text }) =>
          jira.issueComments.addComment({ issueIdOrKey: issue, body: document(text) }),
      },
      'get-issue': {
        case: 'An issue by its key',
        call: (jira, { issue }) => jira.issues.getIssue({ issueIdOrKey: issue }),
      },
      'find-issues': {
        call: async (jira, { jql, fields }) => {
          const search = { jql, fields, maxResults: 100 };
          const { nextPageToken } =
            await jira.issueSearch.searchAndReconsileIssuesUsingJqlPost(search);
          await jira.issueSearch.searchAndReconsileIssuesUsingJqlPost({ ...search, nextPageToken });
        },
      },
    },
  },
];
