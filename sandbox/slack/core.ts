import type { ConversationBook, HeldMessage } from "./conversation-book.ts";
import type { Files } from "./files.ts";
import type { Json } from "./json.ts";
import type { Manifest } from "./manifest.ts";
import type { Modals } from "./modals.ts";
import type { PersonSeed } from "./people.ts";
import type { ResponseUrls } from "./response-urls.ts";
import type { Signals } from "./signals.ts";
import type { Triggers } from "./triggers.ts";
import type { HeldGroup } from "./user-groups.ts";
import type { Workspace } from "./workspace.ts";

/** One Web API call of the app, as the layer recorded it. */
export type ApiCall = {
  readonly method: string;
  /** JSON arguments are parsed (`view`, `blocks` …); the token is left out. */
  readonly args: Json;
  readonly status: number;
  readonly answer: Json;
  readonly at: Date;
};

/** Something that the app sent and Slack would not have taken. */
export type Violation = { readonly where: string; readonly messages: readonly string[] };

/** One delivery to the app and how it was answered. */
export type DeliveryRecord = {
  /** "command", "block_actions", "view_submission", "event_callback" … */
  readonly kind: string;
  readonly payload: Json;
  readonly at: Date;
  readonly answer: AppAnswer;
};

export type AppAnswer =
  | { readonly outcome: "answered"; readonly status: number; readonly body: string; readonly ms: number }
  | { readonly outcome: "timed_out"; readonly ms: number }
  | { readonly outcome: "unreachable"; readonly ms: number };

/** What happens in the layer, for those who wait and for the page. */
export type LayerSignal =
  | { readonly type: "call"; readonly call: ApiCall }
  | { readonly type: "delivery"; readonly delivery: DeliveryRecord }
  | { readonly type: "message"; readonly change: "posted" | "changed" | "deleted"; readonly message: HeldMessage }
  | {
      readonly type: "views";
      readonly person: string;
      readonly change: "opened" | "pushed" | "updated" | "closed";
      readonly viewId: string;
    }
  | { readonly type: "home"; readonly person: string }
  /** A Socket Mode connection was made or ended. */
  | { readonly type: "socket"; readonly connections: number }
  | { readonly type: "read"; readonly person: string; readonly channel: string };

/** Several workspaces of one company. */
export type Organization = { readonly id: string; readonly name: string };

/** What the parts of the layer share. */
export type SlackCore = {
  readonly workspace: Workspace;
  /** Where the app is installed to the whole of one; null where the workspace has an installation of its own. */
  readonly organization: Organization | null;
  readonly manifest: Manifest;
  readonly modals: Modals;
  readonly triggers: Triggers;
  readonly book: ConversationBook;
  readonly files: Files;
  readonly responseUrls: ResponseUrls;
  readonly signals: Signals<LayerSignal>;
  readonly violations: Violation[];
  /** People who have left the workspace, and the error word that a message to them gets. */
  readonly left: Map<string, string>;
  /** What people are in the workspace; members are not in it. */
  readonly standings: Map<string, NonNullable<PersonSeed["standing"]>>;
  readonly groups: readonly HeldGroup[];
  /** Where the layer listens, e.g. `http://127.0.0.1:4100`. */
  readonly origin: () => string;
  readonly now: () => Date;
  readonly newId: () => string;
};
