import Asana from 'asana';

const FIELDS = 'name,notes,completed,completed_at,due_on,assignee.name,permalink_url';

/** Asana's own library. */
export const peers = [
  {
    peer: 'asana',
    connect: ({ access_token }) => {
      Asana.ApiClient.instance.authentications.token.accessToken = access_token;
      return {
        tasks: new Asana.TasksApi(),
        sections: new Asana.SectionsApi(),
        stories: new Asana.StoriesApi(),
      };
    },
    differs: { 'header/x-asana-client-lib': 'Names the library.' },
    actions: {
      'create-task': {
        case: 'A task is made in a project and put into a section',
        differs: { 'query/body': 'The library repeats the body as text in the query.' },
        call: async ({ tasks, sections }, { project, section, ...task }) => {
          const { data } = await tasks.createTask({ data: { ...task, projects: [project] } }, {});
          await sections.addTaskForSection(section, { body: { data: { task: data.gid } } });
        },
      },
      'update-task': {
        call: ({ tasks }, { task, ...data }) => tasks.updateTask({ data }, task, {}),
      },
      'complete-task': {
        call: ({ tasks }, { task }) => tasks.updateTask({ data: { completed: true } }, task, {}),
      },
      'add-comment': {
        call: ({ stories }, { task, text }) =>
          stories.createStoryForTask({ data: { text } }, task, {}),
      },
      'get-task': {
        case: 'A task by its id',
        call: ({ tasks }, { task }) => tasks.getTask(task, {}),
      },
      'list-tasks': {
        call: async ({ tasks }, { project }) => {
          const some = { completed_since: 'now', limit: 100, opt_fields: FIELDS };
          await tasks.getTasksForProject(project, some);
          await tasks.getTasksForProject(project, { ...some, offset: 'eyJ0' });
        },
      },
      'search-tasks': {
        differs: { 'query/limit': 'Documented in words, and not known to the library.' },
        call: ({ tasks }, { workspace, text, completed }) =>
          tasks.searchTasksForWorkspace(workspace, {
            ...{ text, completed, opt_fields: FIELDS },
          }),
      },
    },
  },
];
