import type { NewEvent, OutboxEvent } from "../domain/event.ts";
import type { JsonObject, JsonValue } from "../domain/json.ts";
import { buildAppHome } from "../views/app-home.ts";
import type { FindHomeReaders, LoadHome, Messenger } from "./ports.ts";

type Deliver = (event: OutboxEvent) => Promise<readonly NewEvent[]>;

/** Somebody's Home does not show any more what is so (`home.changed`). */
type HomeChanged = { readonly team: string; readonly person: string };

/** Events after which tasks are not what they were; the others only tell of them. */
const CHANGES = ["submission.settled", "change.settled", "assignment", "assignment.changed", "assignment.ended"];

/** What changes together is shown together; views.publish allows 100 calls a minute. */
const TOGETHER_MS = 2_000;

/** Stands in front of `deliver`: what changes something for people who look at their App Home is shown there. */
export function withHomeUpdates(
  deliver: Deliver,
  deps: {
    messenger: Pick<Messenger, "publishHome">;
    loadHome: LoadHome;
    findReaders: FindHomeReaders;
    now: () => Date;
  },
): Deliver {
  const { messenger, loadHome, findReaders, now } = deps;

  return async (event) => {
    if (event.kind === "home.changed") {
      const { team, person } = event.payload as unknown as HomeChanged;
      await messenger.publishHome(person, buildAppHome(await loadHome(team, person)));
      return [];
    }
    const followUps = await deliver(event);
    const { team } = event.payload;
    if (!CHANGES.includes(event.kind) || typeof team !== "string") return followUps;
    const readers = await findReaders(team, peopleIn(event.payload));
    return [...followUps, ...readers.map((person) => homeChanged({ team, person }, now()))];
  };
}

/** Due at the end of the moment: one event for all that happens to this person within it. */
function homeChanged({ team, person }: HomeChanged, now: Date): NewEvent {
  const moment = Math.floor(now.getTime() / TOGETHER_MS) + 1;
  return {
    kind: "home.changed",
    payload: { team, person },
    dueAt: new Date(moment * TOGETHER_MS),
    dedupeKey: `home:${team}:${person}:${moment}`,
  };
}

/** Whom an event names: who did it, and everybody whose part it speaks of. */
function peopleIn(payload: JsonObject): string[] {
  const people = new Set<string>();
  const add = (value: JsonValue | undefined): void => {
    if (typeof value === "string") people.add(value);
  };
  const addPersonOf = (value: JsonValue | undefined): void => {
    if (typeof value === "object" && value !== null && !Array.isArray(value)) add(value["person"]);
  };
  add(payload["person"]);
  add(payload["from"]);
  addPersonOf(payload["assignment"]);
  for (const list of ["people", "assignments", "changes", "asked"]) {
    const entries = payload[list];
    if (Array.isArray(entries)) for (const entry of entries) addPersonOf(entry);
  }
  return [...people];
}
