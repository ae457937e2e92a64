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

/** How far datasets, saved searches and concepts are listed: 20 pages are 2,560 of them. */
const MAX_LISTED_PAGES = 20;

/** The calls about what a task is made of: inputs, concepts, datasets, saved searches. All reject with `TasksApiError`. */
export const createCatalogCalls = (app: AppClient) => {
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
      const fetchPage = (page: number) =>
        app
          .send(
            {
              name: "ListDatasetInputs",
              method: "GET",
              path: ["datasets", datasetId, "inputs"],
              query: { page, per_page: PAGE_SIZE },
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
      const [beginning, first] = await Promise.all([
        searchConceptPage(`${wanted}*`, deadline),
        listConceptPage(1, MAX_CONCEPTS_FOUND, deadline),
      ]);
      const needle = wanted.toLocaleLowerCase();
      const holding = first.filter(({ name }) => name.toLocaleLowerCase().includes(needle));
      // A search may also find concepts of the vendor's own app, which no task of ours can use.
      const own = beginning.filter(({ appId }) => appId === "" || appId === app.appId);
      const byId = new Map([...own, ...holding].map((concept) => [concept.id, toNamed(concept)]));
      return [...byId.values()].slice(0, MAX_CONCEPTS_FOUND);
    },

    /** ListConcepts, up to 2,560. One time limit over all pages. */
    listConcepts: async (haste: Haste): Promise<readonly Named[]> => {
      const deadline = app.openDeadline(haste);
      const found = await collectPages((page) => listConceptPage(page, PAGE_SIZE, deadline), MAX_LISTED_PAGES);
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
        const there = await collectPages((page) => listConceptPage(page, PAGE_SIZE, deadline), MAX_LISTED_PAGES);
        const ids = new Set(there.map(({ id }) => id));
        const missing = concepts.filter(({ id }) => !ids.has(id));
        if (missing.length === concepts.length) throw error;
        if (missing.length > 0) await postConcepts(missing, deadline);
      }
    },

    /** ListDatasets, up to 2,560. Datasets have no name of their own: it is their id. */
    listDatasets: async (haste: Haste): Promise<readonly Named[]> => {
      const deadline = app.openDeadline(haste);
      const fetchPage = (page: number) =>
        app
          .send(
            {
              name: "ListDatasets",
              method: "GET",
              path: ["datasets"],
              query: { page, per_page: PAGE_SIZE },
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
      const fetchPage = (page: number) =>
        app
          .send(
            {
              name: "ListSearches",
              method: "GET",
              path: ["searches"],
              query: { page, per_page: PAGE_SIZE },
              answer: SearchesAnswer,
              repeat: "always",
            },
            deadline,
          )
          .then(({ searches }) => searches);
      return collectPages(fetchPage, MAX_LISTED_PAGES);
    },
  };
};

const toNamed = ({ id, name }: Named): Named => ({ id, name });

/** Refusals that can mean "exists already": the API has no code of its own for that. */
const mayBeThere = (error: TasksApiError): boolean => error.code === "conflict" || error.code === "invalid";
