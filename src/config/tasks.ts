import * as z from "zod";
import { httpUrl, type Reader, secret } from "./reader.ts";

export type TasksConfig =
  /** The local tasks service, until a workspace connects an account at this address, which has no slash at its end. */
  | { readonly kind: "local"; readonly apiUrl: string }
  | {
      readonly kind: "clarifai";
      readonly pat: string;
      readonly userId: string;
      readonly appId: string;
      /** Without a slash at its end. */
      readonly apiUrl: string;
    };

const ClarifaiPat = secret("", "must be a personal access token (Clarifai account settings, Security).");
const ClarifaiId = z
  .string()
  .regex(/^[\w.-]+$/, "must be an id as it stands in the address of the app on clarifai.com.");
const ClarifaiApiUrl = httpUrl("https://api.clarifai.com");
export const clarifaiVariables = ["CLARIFAI_PAT", "CLARIFAI_USER_ID", "CLARIFAI_APP_ID"];

/** `undefined`, with the problems noted, where it is not said which Tasks API is used. */
export function readTasks({ has, read, problems }: Reader): TasksConfig | undefined {
  const pat = read("CLARIFAI_PAT", ClarifaiPat);
  const userId = read("CLARIFAI_USER_ID", ClarifaiId);
  const appId = read("CLARIFAI_APP_ID", ClarifaiId);
  const apiUrl = has("CLARIFAI_API_URL") ? read("CLARIFAI_API_URL", ClarifaiApiUrl) : "https://api.clarifai.com";

  const missing = clarifaiVariables.filter((name) => !has(name));
  if (missing.length === clarifaiVariables.length) return apiUrl === undefined ? undefined : { kind: "local", apiUrl };
  if (missing.length > 0) {
    const given = clarifaiVariables.filter(has);
    problems.push(
      `${missing.join(" and ")} missing beside ${given.join(" and ")}. Set all three to use Clarifai, or none to use the local tasks service.`,
    );
  }
  if (pat === undefined || userId === undefined || appId === undefined || apiUrl === undefined) return undefined;
  return { kind: "clarifai", pat, userId, appId, apiUrl };
}
