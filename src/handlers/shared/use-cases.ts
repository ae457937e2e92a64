import type { webApi } from "@slack/bolt";
import type { Log } from "../../domain/log.ts";
import type { Installation } from "../../domain/notifications/delivery-sender.ts";
import type { Person } from "../../domain/people/person.ts";
import type { CardSharing } from "../../services/cards/card-sharing.ts";
import type { Charts } from "../../services/cards/charts.ts";
import type { GuestTasks } from "../../services/cards/guest-tasks.ts";
import type { TaskCards } from "../../services/cards/task-cards.ts";
import type { HandOver } from "../../services/changes/hand-over.ts";
import type { TaskChangesService } from "../../services/changes/task-changes.ts";
import type { ChannelFollowing } from "../../services/channels/channel-following.ts";
import type { MissingTasks } from "../../services/elsewhere/missing-tasks.ts";
import type { Disagreements } from "../../services/follow/disagreements.ts";
import type { Exporting } from "../../services/follow/exporting.ts";
import type { GroupJoins } from "../../services/follow/group-joins.ts";
import type { Reasons } from "../../services/follow/reasons.ts";
import type { Reminders } from "../../services/follow/reminders.ts";
import type { TaskProgressOf } from "../../services/follow/task-progress.ts";
import type { History } from "../../services/history/history.ts";
import type { AppHomes } from "../../services/home/app-home.ts";
import type { Labeling } from "../../services/labeling/labeling.ts";
import type { LabelLinks, Pictures } from "../../services/labeling/ports.ts";
import type { Questions } from "../../services/labeling/questions.ts";
import type { TaskFinder } from "../../services/lists/task-finder.ts";
import type { TaskLists } from "../../services/lists/task-lists.ts";
import type { Feedback } from "../../services/people/feedback.ts";
import type { Links } from "../../services/people/links.ts";
import type { Rights } from "../../services/people/rights.ts";
import type { PeopleDirectory, TasksGateway, UserGroups } from "../../services/ports.ts";
import type { Requests } from "../../services/requests.ts";
import type { ReviewPictures } from "../../services/review/review-pictures.ts";
import type { Reviewing } from "../../services/review/reviewing.ts";
import type { Settings } from "../../services/settings/settings.ts";
import type { DeletionDrafts } from "../../services/submissions/deletion-drafts.ts";
import type { Submissions } from "../../services/submissions/submissions.ts";
import type { TaskForms } from "../../services/task-form/task-forms.ts";
import type { Connecting } from "../../services/workspaces/connecting.ts";
import type { FormUpdates } from "./form-updates.ts";

/** What the composition root hands to handlers, by name. A handler takes its own few of them: `Pick<UseCases, "forms" | "log">`. */
export type UseCases = {
  readonly installation: Installation;
  readonly directory: Pick<PeopleDirectory, "findSurely"> & {
    /** From memory alone; undefined for somebody who would have to be asked about. */
    known(person: string): Person | undefined;
  };
  readonly guestTasks: GuestTasks;
  readonly requests: Requests;
  readonly forms: TaskForms;
  readonly submissions: Submissions;
  readonly changes: TaskChangesService;
  readonly handOver: HandOver;
  readonly deletions: DeletionDrafts;
  readonly links: Links;
  readonly missingTasks: MissingTasks;
  readonly connecting: Connecting;
  readonly feedback: Feedback;
  readonly groupJoins: GroupJoins;
  readonly userGroups: UserGroups;
  readonly rights: Rights;
  readonly settings: Settings;
  readonly homes: AppHomes;
  readonly finder: TaskFinder;
  readonly lists: TaskLists;
  readonly labeling: Labeling;
  readonly labelLinks: LabelLinks;
  readonly pictures: Pictures;
  readonly questions: Questions;
  readonly reviewing: Reviewing;
  readonly reviewPictures: ReviewPictures;
  readonly tasks: Pick<TasksGateway, "searchConcepts" | "listDatasets" | "listSavedSearches" | "getTask">;
  /** What the keys in options stand for, in our own database. */
  readonly longValues: {
    keep(team: string, values: ReadonlyMap<string, string>): Promise<void>;
    find(team: string, keys: readonly string[]): Promise<ReadonlyMap<string, string>>;
  };
  readonly taskCards: TaskCards;
  readonly taskProgress: TaskProgressOf;
  readonly reasons: Reasons;
  readonly reminders: Reminders;
  readonly disagreements: Disagreements;
  readonly exporting: Exporting;
  readonly history: History;
  readonly cardSharing: CardSharing;
  readonly channels: ChannelFollowing;
  readonly charts: Charts;
  readonly formUpdates: FormUpdates;
  /** False when Slack delivers an event again: by its id, since a retry may be the first that arrives. */
  readonly isFirstDelivery: (eventId: string) => Promise<boolean>;
  /** With what the workspace's Slack is called while a person waits. */
  readonly slack: webApi.WebClient;
  /** A new UUID. */
  readonly newId: () => string;
  readonly log: Log;
};
