import type { LabelingInput } from "../../domain/labeling/label.ts";
import type { Marks, Picture } from "../../domain/labeling/picture.ts";
import { publicAddress } from "../../domain/labeling/public-address.ts";
import type { Log } from "../../domain/log.ts";
import { createMemory } from "../../domain/memory.ts";
import { DeliveryError } from "../../domain/notifications/delivery-error.ts";
import { createPlaces } from "../../domain/places.ts";
import type { Result } from "../../domain/result.ts";
import { CLARIFAI_DOMAIN } from "../../domain/task-link.ts";
import { TasksApiError } from "../../domain/tasks-api-error.ts";
import { describeFault } from "../../domain/tasks-api-fault.ts";
import { checksum } from "../../domain/text.ts";
import type { TasksGateway } from "../ports.ts";
import { createPictureMaker, type PictureFile, type PictureTimes, type WantedPicture } from "./make-picture.ts";
import { none, wordsOf } from "./picture-words.ts";
import type { PicturePlace, Pictures, UploadedPictureStore } from "./ports.ts";
import type { PictureFiles } from "./uploads.ts";

/** Ahead of need. The converter has one place more, so that somebody who waits never waits behind all of them. */
const PREPARED_AT_ONCE = 2;
/** From then on the Tasks API is asked again whether the picture is still the same. */
const KEPT_MS = 600_000;
/** What may pass, as a Slack that is busy: long enough for the window that asked. */
const FAILURE_KEPT_MS = 10_000;
const MOST_KEPT = 20_000;
/** Of files.delete Slack takes 50 calls a minute: half of them at a time (notifications/pictures.ts has the pause). */
const DELETED_AT_ONCE = 25;
/** Looked up in one call, once an hour. */
const ORPHANS_AT_ONCE = 100;

/**
 * What to show in an image block for an input. Slack is given the address of a picture that it can fetch from outside; every other
 * picture is uploaded once for its task, remembered, and deleted when the task is gone. The app fetches nothing on behalf of an input's
 * address: what it uploads comes from the Tasks API alone.
 */
export function createPictures(deps: {
  tasks: Pick<TasksGateway, "getInput" | "readHosted" | "listTasks">;
  files: PictureFiles;
  /** The file of a picture as Slack shows it, or a sentence that says why it cannot be shown. */
  convert: (file: Uint8Array) => Promise<Result<PictureFile, string>>;
  /** Over a picture that was converted. */
  draw: (picture: PictureFile, marks: Marks) => Promise<PictureFile>;
  kept: UploadedPictureStore;
  /** "Clarifai", "the local tasks service". */
  otherSide: string;
  times: PictureTimes;
  now: () => Date;
  log: Log;
}) {
  const { tasks, files, kept, otherSide, now, log } = deps;
  const makePicture = createPictureMaker(deps);
  const places = createPlaces(() => PREPARED_AT_ONCE);
  const underWay = new Map<string, Promise<Picture>>();
  const ready = createMemory<Picture>({ keepMs: KEPT_MS, most: MOST_KEPT, now });
  let isStopped = false;

  /** Of an address that Slack can fetch, and of what `show` has made ready: all of it may stand in an ack. */
  const known: Pictures["known"] = (where, { id, content }, marks) => {
    if (content.kind !== "image") return none(wordsOf.noPicture);
    const made = ready.get(keyOf(where, id, marks));
    if (made || marks) return made;
    const address = content.url === undefined ? undefined : publicAddress(content.url);
    if (address !== undefined && !mayNeedKey(address)) return { kind: "url", url: address };
    return undefined;
  };

  const refuse: Pictures["refuse"] = (where, { id }, marks) =>
    ready.set(keyOf(where, id, marks), none(wordsOf.notLoaded));

  /**
   * It is uploaded if it has to be, once, however many ask at the same time, and given when Slack has processed it. Never rejects: what
   * fails is logged, and told as `none`. May take as long as Slack and the Tasks API let it, some seconds for a large picture.
   */
  const show: Pictures["show"] = async (where, input, marks) => {
    const there = known(where, input, marks);
    if (there) return there;
    const key = keyOf(where, input.id, marks);
    const joined =
      underWay.get(key) ?? make(key, where, { inputId: input.id, marks }).finally(() => underWay.delete(key));
    underWay.set(key, joined);
    return joined;
  };

  async function make(key: string, where: PicturePlace, wanted: WantedPicture): Promise<Picture> {
    try {
      const picture = await makePicture(where, wanted);
      ready.set(key, picture);
      return picture;
    } catch (error) {
      const picture = explain(error, { input: wanted.inputId, task: where.taskId });
      ready.set(key, picture, FAILURE_KEPT_MS);
      return picture;
    }
  }

  function explain(err: unknown, fields: { readonly input: string; readonly task: string }): Picture {
    if (err instanceof TasksApiError) {
      log.warn({ err, ...fields }, "the Tasks API did not give a picture");
      return none(`${wordsOf.notGiven} ${describeFault(err, otherSide)}`);
    }
    if (err instanceof DeliveryError) {
      log.warn({ err, ...fields }, "Slack did not take a picture");
      return none(wordsOf.notTaken[err.fault] ?? wordsOf.notTaken.other);
    }
    log.error({ err, ...fields }, "a picture could not be shown");
    return none(wordsOf.ourFault);
  }

  /** Makes pictures ready before they are needed, in this order, two at a time over all calls. Never rejects; what fails is logged. */
  async function prepare(where: PicturePlace, inputs: readonly LabelingInput[], marks?: Marks): Promise<void> {
    await Promise.all(
      inputs.map(async (input) => {
        // What is at hand waits for no place.
        if (input.content.kind !== "image" || known(where, input, marks)) return;
        const leave = await places.take();
        try {
          if (!isStopped) await show(where, input, marks);
        } finally {
          leave();
        }
      }),
    );
  }

  /**
   * Deletes the next 25 files of a task that is gone; resolves with whether there are more. Rejects with `DeliveryError` when Slack
   * does not delete one now: what was deleted until then is forgotten.
   */
  async function forgetTask({ team, taskId }: PicturePlace): Promise<"more" | "done"> {
    const some = await kept.listForTask(team, taskId, DELETED_AT_ONCE);
    for (const picture of some) {
      try {
        await files.delete(picture.fileId);
      } catch (err) {
        if (!(err instanceof DeliveryError) || err.fault !== "refused") throw err;
        log.warn({ err, file: picture.fileId }, "Slack does not delete a file; it stays there");
      }
      await kept.remove(picture);
    }
    return some.length < DELETED_AT_ONCE ? "done" : "more";
  }

  /**
   * Asks for tasks that have files and are in no index: those that were deleted elsewhere turn out to be gone, and what passes through
   * the gateway says so. To be called every hour or so.
   */
  async function findGoneTasks(team: string): Promise<void> {
    const ids = await kept.listOrphans(team, ORPHANS_AT_ONCE);
    if (ids.length === 0) return;
    try {
      await tasks.listTasks({ page: 1, perPage: ids.length, ids, haste: "background" });
    } catch (err) {
      if (!(err instanceof TasksApiError)) throw err;
      log.warn({ err }, "whether tasks with pictures are gone could not be found out; it is tried again");
    }
  }

  return {
    known,
    show,
    refuse,
    prepare,
    forgetTask,
    findGoneTasks,
    /** Begins nothing new, and resolves when what is under way has ended. */
    async stop(): Promise<void> {
      isStopped = true;
      await Promise.all(underWay.values());
    },
  };
}

const keyOf = ({ team, taskId }: PicturePlace, inputId: string, marks?: Marks): string =>
  JSON.stringify([team, taskId, inputId, ...(marks ? [checksum(JSON.stringify(marks))] : [])]);

/** The vendor's own store gives pictures to everybody, or to those with a key alone: GetInput says which. */
const mayNeedKey = (address: string): boolean => new URL(address).hostname.endsWith(`.${CLARIFAI_DOMAIN}`);
