import { TodoistApi } from '@doist/todoist-sdk';

const TASK = {
  ...{ id: 't1', user_id: 'u1', project_id: 'p1', section_id: null, parent_id: null },
  ...{
    added_by_uid: null,
    assigned_by_uid: null,
    responsible_uid: null,
    labels: [],
    deadline: null,
  },
  ...{ duration: null, checked: false, is_deleted: false, added_at: null, completed_at: null },
  ...{ updated_at: null, due: null, priority: 1, child_order: 1, content: 'Send the parcel' },
  ...{ description: '', day_order: 1, is_collapsed: false, note_count: 0, is_uncompletable: false },
};
const COMMENT = {
  ...{ id: 'c1', item_id: 't1', content: 'Sent with **DHL**.', posted_at: '2026-11-21T08:00:00Z' },
  ...{ posted_uid: 'u1', file_attachment: null, uids_to_notify: null, is_deleted: false },
  reactions: null,
};

/** Todoist's own library, which checks answers. */
export const peers = [
  {
    peer: '@doist/todoist-sdk',
    connect: ({ api_token }) => new TodoistApi(api_token),
    differs: { 'header/x-request-id': 'The library’s key for repeats.' },
    actions: {
      'create-task': {
        sdkAnswers: [{ body: TASK }],
        call: (todoist, { content, project, section, due, language, priority, labels }) =>
          todoist.addTask({
            ...{ content, projectId: project, sectionId: section, labels },
            ...{ priority: Number(priority), dueString: due, dueLang: language },
          }),
      },
      'update-task': {
        sdkAnswers: [{ body: TASK }],
        call: (todoist, { task, due_date }) => todoist.updateTask(task, { dueDate: due_date }),
      },
      'complete-task': { call: (todoist, { task }) => todoist.closeTask(task) },
      'reopen-task': { call: (todoist, { task }) => todoist.reopenTask(task) },
      'add-comment': {
        sdkAnswers: [{ body: COMMENT }],
        call: (todoist, { task, text }) => todoist.addComment({ taskId: task, content: text }),
      },
      'find-tasks': {
        sdkAnswers: [
          { body: { results: [TASK], next_cursor: 'abc' } },
          { body: { results: [TASK], next_cursor: null } },
        ],
        call: async (todoist, { filter }) => {
          const { nextCursor } = await todoist.getTasksByFilter({ query: filter, limit: 200 });
          await todoist.getTasksByFilter({ query: filter, limit: 200, cursor: nextCursor });
        },
      },
    },
  },
];
