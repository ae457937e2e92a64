/** Where the tasks of a workspace stand on the web: the app that the workspace uses. */
export type TaskSite = {
  readonly userId: string;
  readonly appId: string;
};

/** Of Clarifai's web pages (without `www.`), and above the hosts of its files. */
export const CLARIFAI_DOMAIN = "clarifai.com";

/** A task's page: `/{user}/{app}/tasks/{task}`, perhaps with more behind it (`/label`, `/review`, `?page=…`). */
const TASK_PATH = /^\/([^/]+)\/([^/]+)\/tasks\/([\w.-]{1,128})(?:\/|$)/;

/** The address of a task's page, from where it is labeled and reviewed too. */
export const taskPage = ({ userId, appId }: TaskSite, taskId: string): string =>
  `https://${CLARIFAI_DOMAIN}/${[userId, appId, "tasks", taskId].map(encodeURIComponent).join("/")}`;

/** The id of the task that an address leads to; undefined for any address that is no task of this site's own app. */
export function taskIdInLink(address: string, site: TaskSite): string | undefined {
  if (!URL.canParse(address)) return undefined;
  const url = new URL(address);
  if (!/^https?:$/.test(url.protocol)) return undefined;
  if (url.hostname.replace(/^www\./, "") !== CLARIFAI_DOMAIN) return undefined;
  const [, user, app, task] = TASK_PATH.exec(url.pathname) ?? [];
  if (user === undefined || app === undefined || task === undefined) return undefined;
  if (decode(user) !== site.userId || decode(app) !== site.appId) return undefined;
  return task;
}

/** The segment without its percent signs; undefined where they are none of an encoding. */
function decode(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}
