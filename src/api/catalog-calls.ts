import { foldName, plainBeginning } from "../domain/fold-name.ts";
import type { Haste, Named } from "../domain/task.ts";
import { TasksApiError } from "../domain/tasks-api-error.ts";
import type { AppClient } from "./app-client.ts";
import { collectPages, listPages, PAGE_SIZE } from "./pages.ts";
import type { Patience } from "./transport.ts";
import {
  AnyAnswer,
  ConceptsAnswer,
  DatasetInputsAnswer,
  DatasetsAnswer,
  InputCountAnswer,
  SearchesAnswer,
} from "./wire.ts";

/** As many as a Slack select can show. */
const MAX_CONCEPTS_FOUND = 100;

/** Searches under way at the same time: a form may name many new concepts. */
const SEARCHES_AT_ONCE = 4;

/** How far datasets, saved searches and concepts are listed: 20 pages are 2,560 of them. */
const MAX_LISTED_PAGES = 20;

/** The calls about what a task is made of: inputs, concepts, datasets, saved searches. All reject with `TasksApiError`. */
export function createCatalogCalls(app: AppClient) {
  const listConceptPage = (page: number, perPage: number, patience: Patience) =>
    app
      .send(
        {
          name: "ListConcepts",
          method: "GET",
          path: ["concepts"],
          query: { page, per_page: perPage },
          answer: ConceptsAnswer,
          repeat: "always",
        },
        patience,
      )
      .then(({ concepts }) => concepts);

  /** Concepts whose name matches a pattern; `*` stands for any characters (the vendor's clients search for "dog*"). */
  const searchConceptPage = (pattern: string, patience: Patience) =>
    app
      .send(
        {
          name: "PostConceptsSearches",
          method: "POST",
          path: ["concepts", "searches"],
          body: { concept_query: { name: pattern }, pagination: { page: 1, per_page: MAX_CONCEPTS_FOUND } },
          answer: ConceptsAnswer,
          repeat: "always",
        },
        patience,
      )
      .then(({ concepts }) => concepts);

  /** A search may also find concepts of the vendor's own app, which no task of ours can use. */
  const searchOwn = async (beginning: string, patience: Patience): Promise<readonly Named[]> => {
    if (beginning === "") return [];
    const found = await searchConceptPage(`${beginning}*`, patience);
    return found.filter(({ appId }) => appId === "" || appId === app.appId);
  };

  const postConcepts = (concepts: readonly Named[], patience: Patience) =>
    app.send(
      {
        name: "PostConcepts",
        method: "POST",
        path: ["concepts"],
        body: { concepts: concepts.map(({ id, name }) => ({ id, name })) },
        answer: AnyAnswer,
        repeat: "always",
      },
      patience,
    );

  return {
    /** GetInputCount: processed inputs of the whole app. */
    countInputs: (haste: Haste): Promise<number> =>
      app
        .send(
          {
            name: "GetInputCount",
            method: "GET",
            path: ["inputs", "status"],
            answer: InputCountAnswer,
            repeat: "always",
          },
          haste,
        )
        .then(({ counts }) => counts.processed),

    /** Inputs of a dataset, counted by pages; `undefined` past `cap`. One time limit over all pages. */
    countDatasetInputs: async (datasetId: string, cap: number, haste: Haste): Promise<number | undefined> => {
      const deadline = app.openDeadline(haste);
      const fetchPage = (page: number, perPage: number) =>
        app
          .send(
            {
              name: "ListDatasetInputs",
              method: "GET",
              path: ["datasets", datasetId, "inputs"],
              query: { page, per_page: perPage },
              isMinimal: true,
              answer: DatasetInputsAnswer,
              repeat: "always",
            },
            deadline,
          )
          .then((answer) => answer.dataset_inputs);
      let counted = 0;
      for await (const inputs of listPages(fetchPage, Math.floor(cap / PAGE_SIZE) + 1)) counted += inputs.length;
      return counted > cap ? undefined : counted;
    },

    /**
     * At most 100 concepts of the app. The API's search takes a pattern from the beginning of a name; names that hold the text further
     * on are found among the first 100 concepts, which are all there are in most apps.
     */
    searchConcepts: async (text: string, haste: Haste): Promise<readonly Named[]> => {
      const wanted = text.replaceAll("*", "").trim();
      const deadline = app.openDeadline(haste);
      if (wanted === "") return (await listConceptPage(1, MAX_CONCEPTS_FOUND, deadline)).map(toNamed);
      const beginning = plainBeginning(wanted);
      const [begun, first] = await Promise.all([
        searchOwn(beginning, deadline),
        listConceptPage(1, MAX_CONCEPTS_FOUND, deadline),
      ]);
      const holds = ({ name }: Named): boolean => foldName(name).includes(foldName(wanted));
      // What the API finds for the whole text is an answer to it, whatever it was found by.
      const found = beginning === wanted ? begun : begun.filter(holds);
      return eachOnce([...found, ...first.filter(holds)]).slice(0, MAX_CONCEPTS_FOUND);
    },

    /** ListConcepts up to 2,560, and PostConceptsSearches for how each of these names begins. One time limit over all of them. */
    findConcepts: async (names: readonly string[], options: { timeoutMs?: number } = {}): Promise<readonly Named[]> => {
      const deadline = app.openDeadline("background", options.timeoutMs);
      const found: Named[] = await collectPages(
        (page, perPage) => listConceptPage(page, perPage, deadline),
        MAX_LISTED_PAGES,
      );
      const beginnings = [...new Set(names.map(plainBeginning))];
      for (let from = 0; from < beginnings.length; from += SEARCHES_AT_ONCE) {
        const some = beginnings.slice(from, from + SEARCHES_AT_ONCE);
        found.push(...(await Promise.all(some.map((each) => searchOwn(each, deadline)))).flat());
      }
      return eachOnce(found);
    },

    /** ListConcepts, up to 2,560. One time limit over all pages. */
    listConcepts: async (haste: Haste): Promise<readonly Named[]> => {
      const deadline = app.openDeadline(haste);
      const found = await collectPages((page, perPage) => listConceptPage(page, perPage, deadline), MAX_LISTED_PAGES);
      return found.map(toNamed);
    },

    /**
     * PostConcepts. One that exists already fails the call on some servers and is skipped by others: after a refusal, what is
     * there already is left out, and what remains is sent once more.
     */
    createConcepts: async (concepts: readonly Named[], options: { timeoutMs?: number } = {}): Promise<void> => {
      if (concepts.length === 0) return;
      const deadline = app.openDeadline("background", options.timeoutMs);
      try {
        await postConcepts(concepts, deadline);
      } catch (error) {
        if (!(error instanceof TasksApiError) || !mayBeThere(error)) throw error;
        const there = await collectPages((page, perPage) => listConceptPage(page, perPage, deadline), MAX_LISTED_PAGES);
        const ids = new Set(there.map(({ id }) => id));
        const missing = concepts.filter(({ id }) => !ids.has(id));
        if (missing.length === concepts.length) throw error;
        if (missing.length > 0) await postConcepts(missing, deadline);
      }
    },

    /** ListDatasets, up to 2,560. Datasets have no name of their own: it is their id. */
    listDatasets: async (haste: Haste): Promise<readonly Named[]> => {
      const deadline = app.openDeadline(haste);
      const fetchPage = (page: number, perPage: number) =>
        app
          .send(
            {
              name: "ListDatasets",
              method: "GET",
              path: ["datasets"],
              query: { page, per_page: perPage },
              answer: DatasetsAnswer,
              repeat: "always",
            },
            deadline,
          )
          .then(({ datasets }) => datasets);
      return collectPages(fetchPage, MAX_LISTED_PAGES);
    },

    /** ListSearches, up to 2,560. */
    listSavedSearches: async (haste: Haste): Promise<readonly Named[]> => {
      const deadline = app.openDeadline(haste);
      const fetchPage = (page: number, perPage: number) =>
        app
          .send(
            {
              name: "ListSearches",
              method: "GET",
              path: ["searches"],
              query: { page, per_page: perPage },
              answer: SearchesAnswer,
              repeat: "always",
            },
            deadline,
          )
          .then(({ searches }) => searches);
      return collectPages(fetchPage, MAX_LISTED_PAGES);
    },
  };
}

const toNamed = ({ id, name }: Named): Named => ({ id, name });

/** Each concept once. */
const eachOnce = (concepts: readonly Named[]): Named[] => [
  ...new Map(concepts.map((concept) => [concept.id, toNamed(concept)])).values(),
];

/** Refusals that can mean "exists already": the API has no code of its own for that. */
const mayBeThere = (error: TasksApiError): boolean => error.code === "conflict" || error.code === "invalid";
