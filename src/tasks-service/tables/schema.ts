import type { Phase } from "../rules/decision/review-progress.ts";
import type { ImageInfo } from "../rules/labels/image-info.ts";

/**
 * Tables of the service. Keys are integers made by the `counters` table; ids are what clients see. Times are RFC 3339 text in UTC,
 * JSON is text, flags are 0/1: the same in both engines.
 */
export type TasksServiceSchema = {
  counters: { name: "user" | "app" | "input" | "dataset" | "task" | "annotation"; value: number };
  users: UserRow;
  /** `within`: the owner who made the key for somebody else, and whose apps alone it reaches. */
  keys: KeyRow;
  apps: AppRow;
  collaborators: { app: number; person: number; created_at: string };
  concepts: ConceptRow;
  inputs: InputRow;
  image_infos: ImageInfoRow;
  datasets: DatasetRow;
  dataset_inputs: DatasetInputRow;
  searches: SearchRow;
  tasks: TaskRow;
  task_people: TaskPersonRow;
  assignments: AssignmentRow;
  work_counts: WorkCountRow;
  annotations: AnnotationRow;
  annotation_counts: { task: number; person: number; status: number; total: number };
  items: ItemRow;
  votes: VoteRow;
  phase_counts: { task: number; phase: Phase; total: number };
  review_counts: ReviewCountRow;
  open_slots: OpenSlotRow;
  lapsed: LapsedRow;
  leftovers: LeftoverRow;
};

/** A key, kept as its hash. It reaches what its person reaches, or (`within`) the apps of one owner alone. */
export type KeyRow = {
  hash: string;
  person: number;
  description: string;
  within: number | null;
  /** 1: given to the owner at the start of the service. The next one that is given takes its place. */
  is_owner: number;
  /** RFC 3339; null: never. */
  expires_at: string | null;
  created_at: string;
  /** The key that it was made with, with which it goes; null: made at the command line, at the start, or by the program itself. */
  made_by: string | null;
};

export type UserRow = {
  key: number;
  id: string;
  email: string | null;
  first_name: string | null;
  last_name: string | null;
  created_at: string;
};

/** One that is forgotten belongs to nobody, under its key for an id, until all that it holds is deleted. */
export type AppRow = { key: number; owner: number; id: string; created_at: string };

/** `search_text` is the name and the id in lower case: SQLite's own `lower` knows ASCII alone. */
export type ConceptRow = {
  app: number;
  id: string;
  name: string;
  search_text: string;
  body: string;
  created_at: string;
};

/** `body` is the Data message; `position` in lists is the key. */
export type InputRow = {
  key: number;
  app: number;
  id: string;
  body: string;
  created_at: string;
  modified_at: string;
};

/** Beside the inputs: what is found there is read without the files in their bodies. */
export type ImageInfoRow = { input: number } & ImageInfo;

/** `id` is null for the snapshot of a saved search that a task works on. */
export type DatasetRow = {
  key: number;
  app: number;
  id: string | null;
  body: string;
  created_at: string;
  modified_at: string;
};

/** `place` grows with every input that is added: a task sees the places up to the one that was last at its creation. */
export type DatasetInputRow = { dataset: number; input: number; place: number; created_at: string };

export type SearchRow = {
  app: number;
  id: string;
  name: string;
  body: string;
  created_at: string;
  modified_at: string;
};

/**
 * `body` is the Task message in the current spelling, without what the service itself knows (id, times, status, metrics).
 * The task's inputs are those of the app (`source_dataset` null: by input key) or of a dataset (by place) up to `source_limit`.
 */
export type TaskRow = {
  key: number;
  app: number;
  id: string;
  status: number;
  body: string;
  /** As in the body, for queries. */
  strategy: string;
  /** As the client named it; `source_id` is empty for ALL_INPUTS. */
  source_type: string;
  source_id: string;
  source_dataset: number | null;
  source_limit: number;
  source_count: number;
  /** PARTITIONED: how many inputs the partition was planned for, how many of them are assigned, and the place of the last of these. */
  planned_count: number;
  assigned_count: number;
  assigned_place: number;
  /** What the background has to do until the task's work is as its rules want it, as JSON; null when nothing is left. */
  adaptation: string | null;
  /** How many times the rules have changed: what is of an earlier round was decided by other rules. */
  round: number;
  created_at: string;
  modified_at: string;
};

/** `cursor` is the place in the source up to which a worker has been given inputs, where they are given as workers ask. */
export type TaskPersonRow = {
  task: number;
  role: "worker" | "reviewer";
  person: number;
  position: number;
  cursor: number;
};

/** One input for one worker. FULL and DYNAMIC make them as workers ask; PARTITIONED at creation. `is_denied`: a reviewer has rejected it. */
export type AssignmentRow = {
  task: number;
  input: number;
  worker: number;
  status: number;
  is_denied: number;
  created_at: string;
  modified_at: string;
};

/** How many assignments of a worker have a status: kept with every change, so that counts are read without counting. */
export type WorkCountRow = { task: number; worker: number; status: number; total: number };

/** `task` is null for a label that belongs to no task. `is_kept` marks the label that is the result of its input. */
export type AnnotationRow = {
  key: number;
  app: number;
  id: string;
  input: number;
  person: number;
  task: number | null;
  status: number;
  is_kept: number;
  body: string;
  /** What the client noted with it (`annotation_info`), as JSON. */
  info: string;
  /** How often what it says was changed. */
  revision: number;
  created_at: string;
  modified_at: string;
};

/** `reviewer` is whose part of the review the input is, where one reviewer decides; `kept` is the worker whose label is the result. */
export type ItemRow = {
  task: number;
  input: number;
  phase: Phase;
  reviewer: number | null;
  kept: number | null;
  /** The task's round in which it was decided. */
  round: number;
};

/** What a reviewer said of a worker's label. */
export type VoteRow = { task: number; input: number; reviewer: number; worker: number; is_approval: number };

/** Inputs assigned to a reviewer, decided by them, and rejected for good by another before they came to it. */
export type ReviewCountRow = { task: number; reviewer: number; assigned: number; reviewed: number; missed: number };

/** DYNAMIC: an input that was given to somebody and still needs so many others. */
export type OpenSlotRow = { task: number; input: number; place: number; missing: number };

/** DYNAMIC: what was taken back from a worker of whom nothing was heard. What nobody else has done they may still submit. */
export type LapsedRow = { task: number; input: number; worker: number };

/**
 * A task, a dataset or an app that is deleted, whose rows in other tables are not all deleted yet; or a user of such an app, who is deleted
 * after all these where nothing else knows them.
 */
export type LeftoverRow = { kind: "app" | "dataset" | "task" | "user"; key: number };
