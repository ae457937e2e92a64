import { expect, test } from "@jest/globals";
import type { webApi } from "@slack/bolt";
import type { ModalView } from "@slack/types";
import type { ReviewInput, SavedReview } from "../../../../src/domain/review/review.ts";
import { type ReviewSession, reviewPlaceOf } from "../../../../src/domain/review/session.ts";
import { bring, type Reviews } from "../../../../src/handlers/review/show-review.ts";
import { readReviewMetadata } from "../../../../src/views/review/review-window.ts";

const LANE = { team: "T1", person: "U1", taskId: "t" };

const input = (id: string): ReviewInput => ({
  input: { id, content: { kind: "image", hasBytes: true } },
  labels: [{ assignmentId: `${id}:1`, worker: "ana", said: { kind: "concepts", concepts: ["a"] } }],
});

const session: ReviewSession = {
  task: { id: "t", name: "Photos", type: "CONCEPTS_CLASSIFICATION", concepts: [], isShared: false, workers: ["ana"] },
  held: Array.from({ length: 7 }, (_, at) => input(`photo-${at + 1}`)),
  seen: [],
  after: 0,
  isLast: true,
  later: [],
  labelers: { ana: { name: "Ana", waiting: 7 } },
  isOwn: false,
  unseen: 0,
};

/** Everything of the first batch is approved. */
const approved: SavedReview = {
  id: "1",
  order: 1,
  about: {
    kind: "inputs",
    verdicts: session.held.slice(0, 5).map(({ input: { id } }) => ({ inputId: id, verdict: "approve", on: [] })),
    left: [],
  },
  state: "saved",
};

/** A reviewer's window, and what becomes of their batch while Slack takes the first update of it. */
function openWindow(meanwhile: (save: () => void) => void) {
  const saved: SavedReview[] = [];
  const shown: ModalView[] = [];
  const standing = () => ({ session, saved });
  const place = () => reviewPlaceOf(session, saved);
  const reviewing = {
    find: async () => standing(),
    placeOf: place,
    isAt: async (_lane, { batch }) => batch[0]?.input.id === place().batch[0]?.input.id,
  } satisfies Partial<Reviews["reviewing"]>;
  const reviewPictures = {
    known: (_lane: unknown, _place: unknown, { input: { id } }: ReviewInput) => ({
      picture: { kind: "url", url: `https://pictures.example/${id}` },
      legend: undefined,
    }),
    show: async () => undefined,
  };
  const update = async ({ view }: { view: ModalView }) => {
    meanwhile(() => saved.push(approved));
    shown.push(view);
    return { ok: true };
  };
  const useCases = { reviewing, reviewPictures } as unknown as Reviews;
  const client = { views: { update } } as unknown as webApi.WebClient;
  const shows = { viewId: "V1", lane: LANE, place: place(), first: 1, round: 0 };
  return { shown, bring: () => bring(useCases, client, shows) };
}

const roundsOf = (views: readonly ModalView[]) =>
  views.map(({ private_metadata }) => {
    const { first, round } = readReviewMetadata(private_metadata ?? "") ?? {};
    return { first, round };
  });

test("pictures that come late, while the batch is saved, do not leave that batch in the window", async () => {
  let isSaved = false;
  const { shown, bring: bringPictures } = openWindow((save) => {
    if (!isSaved) save();
    isSaved = true;
  });

  await bringPictures();

  expect(roundsOf(shown)).toEqual([
    { first: 1, round: 0 },
    { first: 6, round: 1 },
  ]);
  expect(JSON.stringify(shown.at(-1))).toContain("https://pictures.example/photo-6");
});

test("pictures of a batch that is still to be decided are shown once", async () => {
  const { shown, bring: bringPictures } = openWindow(() => undefined);

  await bringPictures();

  expect(roundsOf(shown)).toEqual([{ first: 1, round: 0 }]);
});
