import * as z from "zod";
import { demand, reasonOf, type Send } from "./service-answers.ts";

/** The largest page that the service gives. */
const PER_PAGE = 1000;

const Listed = z.object({ datasets: z.array(z.object({ id: z.string() })).default([]) });

/** Makes the datasets that rows name and the app has not; answers why one cannot be made, and nothing when it exists. */
export type EnsureDataset = (id: string) => Promise<string | undefined>;

export async function createEnsureDataset(send: Send): Promise<EnsureDataset> {
  const known = await listDatasets(send);
  const refused = new Map<string, string>();
  return async (id) => {
    if (known.has(id)) return undefined;
    const before = refused.get(id);
    if (before !== undefined) return before;
    const problem = await makeDataset(send, id);
    if (problem === undefined) known.add(id);
    else refused.set(id, problem);
    return problem;
  };
}

async function makeDataset(send: Send, id: string): Promise<string | undefined> {
  // Its inputs stand under its id in an address, where these mean the folder itself and the one above.
  if (id === "" || id === "." || id === "..") return "no dataset can have this id";
  const answer = await send("POST", "/datasets", { datasets: [{ id }] });
  if (answer.httpStatus === 200) return undefined;
  // Somebody else may have made it meanwhile.
  return (await listDatasets(send)).has(id) ? undefined : reasonOf(answer);
}

async function listDatasets(send: Send): Promise<Set<string>> {
  const ids = new Set<string>();
  for (let page = 1; ; page += 1) {
    const answer = await send("GET", `/datasets?page=${page}&per_page=${PER_PAGE}`, {});
    const { datasets } = Listed.parse(demand(answer, "listing the datasets"));
    for (const { id } of datasets) ids.add(id);
    if (datasets.length < PER_PAGE) return ids;
  }
}
