import type { JsonObject } from "../domain/json.ts";
import type { Label, LabelingInput, Said, Shape, Verdict, WorkAssignment } from "../domain/labeling/label.ts";
import type { Haste } from "../domain/task.ts";
import type { AppClient } from "./app-client.ts";
import { listPages } from "./pages.ts";
import { AnyAnswer } from "./wire.ts";
import { AssignmentsAnswer, InputAnswer, LabelsAnswer } from "./work-wire.ts";

/** How far labels are listed: 100 pages are 12,800. */
const MAX_LABEL_PAGES = 100;

/** A label to be written: `concepts` are all of the task's, so that what does not show can be said too. */
export type NewLabel = {
  readonly id: string;
  readonly taskId: string;
  readonly inputId: string;
  readonly said: Said;
  readonly concepts: readonly string[];
};

/** What a review is about: assignments by id, or all that these workers have submitted. */
export type Reviewed = { readonly assignments: readonly string[] } | { readonly workers: readonly string[] };

const ACTIONS = {
  approve: ["REVIEW_APPROVE", "review_approve_config"],
  request_changes: ["REVIEW_REQUEST_CHANGES", "review_request_changes_config"],
  reject: ["REVIEW_REJECT", "review_reject_config"],
} as const satisfies Record<Verdict, readonly [string, string]>;

const asUsers = (ids: readonly string[]) => ids.map((id) => ({ user: { id } }));
const asIds = (ids: readonly string[]) => ids.map((id) => ({ id }));

/** The calls that act as the user whose key is sent: to label, to submit, to review. All reject with `TasksApiError`. */
export function createWorkCalls(app: AppClient) {
  const putAssignments = (taskId: string, body: JsonObject, haste: Haste): Promise<readonly WorkAssignment[]> =>
    app
      .send(
        {
          name: "PutTaskAssignments",
          method: "PUT",
          path: ["tasks", taskId, "assignments"],
          body,
          // Pictures are asked for one by one, when they are shown.
          isMinimal: true,
          answer: AssignmentsAnswer,
          // Idempotent: what is submitted, or decided, stays as it is.
          repeat: "always",
        },
        haste,
      )
      .then(({ task_assignments }) => task_assignments);

  return {
    /** LABEL_START: the next ten pending inputs of this person; the same ten until they are submitted. */
    startLabeling: (taskId: string, haste: Haste): Promise<readonly WorkAssignment[]> =>
      putAssignments(taskId, { action: "LABEL_START" }, haste),

    /** LABEL_SUBMIT: marks assignments done; those that are done already stay as they are. */
    submitLabels: async (taskId: string, assignments: readonly string[]): Promise<void> => {
      if (assignments.length === 0) return;
      const config = { label_submit_config: { task_assignments: asIds(assignments) } };
      await putAssignments(taskId, { action: "LABEL_SUBMIT", ...config }, "background");
    },

    /** REVIEW_START: ten submitted assignments for this reviewer; of these workers alone where some are named. */
    startReview: (
      taskId: string,
      { workers = [], haste }: { workers?: readonly string[]; haste: Haste },
    ): Promise<readonly WorkAssignment[]> => {
      const config = workers.length > 0 && { review_start_config: { workers: asUsers(workers) } };
      return putAssignments(taskId, { action: "REVIEW_START", ...config }, haste);
    },

    /**
     * REVIEW_APPROVE, REVIEW_REQUEST_CHANGES or REVIEW_REJECT; what does not await review any more stays as it is. Resolves with the
     * assignments as they are then.
     */
    review: async (taskId: string, verdict: Verdict, reviewed: Reviewed): Promise<readonly WorkAssignment[]> => {
      const [action, config] = ACTIONS[verdict];
      const about =
        "workers" in reviewed
          ? { workers: asUsers(reviewed.workers) }
          : { task_assignments: asIds(reviewed.assignments) };
      return putAssignments(taskId, { action, [config]: about }, "background");
    },

    /** PostAnnotations, under an id of our own: it is sent again only where the first attempt was surely not carried out. */
    postLabel: async ({ id, taskId, inputId, said, concepts }: NewLabel): Promise<void> => {
      const annotation = { id, task_id: taskId, input_id: inputId, data: writeSaid(said, concepts) };
      await app.send(
        {
          name: "PostAnnotations",
          method: "POST",
          path: ["annotations"],
          body: { annotations: [annotation] },
          answer: AnyAnswer,
          repeat: "if_untouched",
        },
        "background",
      );
    },

    /** PatchAnnotations: each says this from now on, and nothing that it said before. All of them, or none. */
    changeLabels: async (
      labels: readonly { readonly id: string; readonly inputId: string; readonly said: Said }[],
      concepts: readonly string[],
    ): Promise<void> => {
      const annotations = labels.map(({ id, inputId, said }) => ({
        id,
        input_id: inputId,
        data: writeSaid(said, concepts),
      }));
      await app.send(
        {
          name: "PatchAnnotations",
          method: "PATCH",
          path: ["annotations"],
          body: { action: "overwrite", annotations },
          answer: AnyAnswer,
          repeat: "always",
        },
        "background",
      );
    },

    /** DeleteAnnotation. Rejects with `not_found` where there is no such label (any more). */
    deleteLabel: async (inputId: string, labelId: string): Promise<void> => {
      await app.send(
        {
          name: "DeleteAnnotation",
          method: "DELETE",
          path: ["inputs", inputId, "annotations", labelId],
          answer: AnyAnswer,
          repeat: "always",
        },
        "background",
      );
    },

    /** ListAnnotations of a task: of these inputs and people, where they are named. At most 12,800. */
    listLabels: async (
      taskId: string,
      { inputs, people, haste }: { inputs?: readonly string[]; people?: readonly string[]; haste: Haste },
    ): Promise<readonly Label[]> => {
      const deadline = app.openDeadline(haste);
      const labels: Label[] = [];
      const fetchPage = (page: number, perPage: number) =>
        app
          .send(
            {
              name: "ListAnnotations",
              method: "GET",
              path: ["annotations"],
              query: {
                task_id: taskId,
                ...(inputs && { input_ids: inputs }),
                ...(people && { user_ids: people }),
                page,
                per_page: perPage,
              },
              answer: LabelsAnswer,
              repeat: "always",
            },
            deadline,
          )
          .then(({ annotations }) => annotations);
      for await (const page of listPages(fetchPage, MAX_LABEL_PAGES)) labels.push(...page);
      return labels;
    },

    /** GetInput: what an input is, and its bytes (base64) where the API holds them. */
    getInput: (inputId: string, haste: Haste): Promise<LabelingInput & { readonly base64?: string }> =>
      app
        .send(
          {
            name: "GetInput",
            method: "GET",
            path: ["inputs", inputId],
            carriesFile: true,
            answer: InputAnswer,
            repeat: "always",
          },
          haste,
        )
        .then(({ input }) => input),
  };
}

/** Concepts of a classification are said one by one, so that "none of these" says something too; shapes with the concept of each. */
function writeSaid(said: Said, concepts: readonly string[]): JsonObject {
  if (said.kind === "shapes") return { regions: said.shapes.map(writeShape) };
  const shown = new Set(said.concepts);
  return { concepts: concepts.map((id) => ({ id, value: shown.has(id) ? 1 : 0 })) };
}

function writeShape(shape: Shape): JsonObject {
  const data = { concepts: [{ id: shape.concept, value: 1 }] };
  if ("points" in shape)
    return { region_info: { polygon: { points: shape.points.map((point) => ({ ...point })) } }, data };
  const { top, left, bottom, right } = shape.box;
  return {
    region_info: { bounding_box: { top_row: top, left_col: left, bottom_row: bottom, right_col: right } },
    data,
  };
}
