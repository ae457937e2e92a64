/** Where the tasks of a workspace stand on the web: the app that the workspace uses. */
export type TaskSite = {
  /** Host names without `www.`. */
  readonly domains: readonly [string, ...string[]];
  readonly userId: string;
  readonly appId: string;
};

/** Clarifai's web pages. */
export const CLARIFAI_DOMAINS = ["clarifai.com"] as const;

/** A task's page: `/{user}/{app}/tasks/{task}`, perhaps with more behind it (`/label`, `/review`, `?page=…`). */
const TASK_PATH = /^\/([^/]+)\/([^/]+)\/tasks\/([\w.-]{1,128})(?:\/|$)/;

/** The address of a task's page, from where it is labeled and reviewed too. */
export const taskPage = ({ domains: [domain], userId, appId }: TaskSite, taskId: string): string =>
  `https://${domain}/${[userId, appId, "tasks", taskId].map(encodeURIComponent).join("/")}`;

/** The id of the task that an address leads to; undefined for any address that is no task of this site's own app. */
export function taskIdInLink(address: string, site: TaskSite): string | undefined {
  if (!URL.canParse(address)) return undefined;
  const url = new URL(address);
  if (!/^https?:$/.test(url.protocol)) return undefined;
  if (!site.domains.includes(url.hostname.replace(/^www\./, ""))) return undefined;
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
