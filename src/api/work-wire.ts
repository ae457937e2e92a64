import * as z from "zod";
import { toLabelSaid } from "../domain/labeling/contents-of.ts";
import type {
  InputContent,
  Label,
  LabelingInput,
  PartSaid,
  Shape,
  WorkAssignment,
  WorkState,
} from "../domain/labeling/label.ts";

/**
 * Inputs, assignments and labels as the Tasks API answers them, read in domain terms. Fields at their default are left out there, or
 * null (see wire.ts).
 */

const text = z
  .string()
  .nullish()
  .transform((value) => value ?? "");
const number = z
  .number()
  .nullish()
  .transform((value) => value ?? 0);
const list = <T extends z.ZodType>(item: T) =>
  z
    .array(item)
    .nullish()
    .transform((value) => value ?? []);

const Media = z.object({ url: text, base64: text }).nullish();
const WireInput = z.object({
  id: z.string().min(1),
  data: z
    .object({ image: Media, video: Media, audio: Media, text: z.object({ raw: text, url: text }).nullish() })
    .nullish(),
});
type WireInput = z.infer<typeof WireInput>;

const mediaOf = <K extends "image" | "video" | "audio">(kind: K, { url, base64 }: { url: string; base64: string }) => ({
  kind,
  ...(url !== "" && { url }),
  // What has no address is held there, also where the answer leaves it out.
  hasBytes: base64 !== "" || url === "",
});

function contentOf({ data }: WireInput): InputContent {
  if (data?.image) return mediaOf("image", data.image);
  if (data?.video) return mediaOf("video", data.video);
  if (data?.audio) return mediaOf("audio", data.audio);
  if (data?.text && data.text.raw !== "") return { kind: "text", text: data.text.raw };
  return { kind: "unknown" };
}

const toInput = (wire: WireInput): LabelingInput => ({ id: wire.id, content: contentOf(wire) });

const STATES: Readonly<Record<string, WorkState>> = {
  54200: "SUCCESS",
  TASK_ASSIGNMENT_SUCCESS: "SUCCESS",
  54201: "PENDING",
  TASK_ASSIGNMENT_PENDING: "PENDING",
  54202: "AWAITING_REVIEW",
  TASK_ASSIGNMENT_AWAITING_REVIEW: "AWAITING_REVIEW",
  54203: "AWAITING_CONSENSUS_REVIEW",
  TASK_ASSIGNMENT_AWAITING_CONSENSUS_REVIEW: "AWAITING_CONSENSUS_REVIEW",
  54204: "REJECTED",
  TASK_ASSIGNMENT_REJECTED: "REJECTED",
};

const WireAssignment = z
  .object({
    id: z.string().min(1),
    worker: z.object({ user: z.object({ id: text }).nullish() }).nullish(),
    input: WireInput,
    status: z.object({ code: z.union([z.number(), z.string()]).nullish() }).nullish(),
  })
  .transform(
    ({ id, worker, input, status }): WorkAssignment => ({
      id,
      worker: worker?.user?.id ?? "",
      input: toInput(input),
      state: STATES[String(status?.code)] ?? "OTHER",
    }),
  );

const WireConcept = z.object({ id: text, value: number });
/** A stretch of a text: by a labeler's hand, or word by word. */
const WireSpan = z.object({ char_start: number, char_end: number, raw_text: text }).nullish();
const WireRegion = z.object({
  region_info: z
    .object({
      bounding_box: z.object({ top_row: number, left_col: number, bottom_row: number, right_col: number }).nullish(),
      polygon: z.object({ points: list(z.object({ row: number, col: number })) }).nullish(),
      span: WireSpan,
      token: WireSpan,
    })
    .nullish(),
  data: z.object({ concepts: list(WireConcept) }).nullish(),
});
type WireRegion = z.infer<typeof WireRegion>;
const WireFrame = z.object({
  frame_info: z.object({ time: number, number, index: number }).nullish(),
  data: z.object({ concepts: list(WireConcept), regions: list(WireRegion) }).nullish(),
});
const WireSegment = z.object({
  time_info: z.object({ begin_time: number, end_time: number }).nullish(),
  data: z.object({ concepts: list(WireConcept) }).nullish(),
});

const trueOf = (data: { readonly concepts: readonly z.infer<typeof WireConcept>[] } | null | undefined): string[] =>
  (data?.concepts ?? []).filter(({ value }) => value > 0).map(({ id }) => id);

/** A region has the concepts that are said of it; each is a shape of its own. Places of another kind are not ours to show. */
function shapesOf({ region_info: place, data }: WireRegion): readonly Shape[] {
  const concepts = trueOf(data);
  const box = place?.bounding_box;
  if (box) {
    const sides = { top: box.top_row, left: box.left_col, bottom: box.bottom_row, right: box.right_col };
    return concepts.map((concept) => ({ concept, box: sides }));
  }
  const points = place?.polygon?.points;
  return points ? concepts.map((concept) => ({ concept, points })) : [];
}

/** A frame at its time; without one, at its number in the video or among those that were looked at. Zeros are left out: nothing is the first. */
function frameOf({ frame_info, data }: z.infer<typeof WireFrame>): PartSaid {
  const { time: ms = 0, number: count = 0, index = 0 } = frame_info ?? {};
  const known = count || (ms === 0 ? index : 0);
  const part = { kind: "frame", ...((ms > 0 || known === 0) && { ms }), ...(known > 0 && { number: known }) } as const;
  return { part, concepts: trueOf(data), shapes: (data?.regions ?? []).flatMap(shapesOf) };
}

const segmentOf = ({ time_info, data }: z.infer<typeof WireSegment>): PartSaid => ({
  part: { kind: "segment", from: time_info?.begin_time ?? 0, to: time_info?.end_time ?? 0 },
  concepts: trueOf(data),
  shapes: [],
});

function spanOf({ region_info, data }: WireRegion): PartSaid[] {
  const span = region_info?.span ?? region_info?.token;
  if (!span) return [];
  const part = { kind: "span", from: span.char_start, to: span.char_end, text: span.raw_text } as const;
  return [{ part, concepts: trueOf(data), shapes: [] }];
}

export const WireLabel = z
  .object({
    id: z.string().min(1),
    input_id: text,
    user_id: text,
    worker: z.object({ user: z.object({ id: text }).nullish() }).nullish(),
    data: z
      .object({
        concepts: list(WireConcept),
        regions: list(WireRegion),
        frames: list(WireFrame),
        time_segments: list(WireSegment),
      })
      .nullish(),
  })
  .transform(({ id, input_id, user_id, worker, data }): Label => {
    const regions = data?.regions ?? [];
    const parts = [
      ...(data?.frames ?? []).map(frameOf),
      ...(data?.time_segments ?? []).map(segmentOf),
      ...regions.flatMap(spanOf),
    ].filter(({ concepts, shapes }) => concepts.length > 0 || shapes.length > 0);
    return {
      id,
      inputId: input_id,
      by: worker?.user?.id || user_id,
      said: toLabelSaid({ concepts: trueOf(data), shapes: regions.flatMap(shapesOf), parts }),
    };
  });

export const AssignmentsAnswer = z.object({ task_assignments: list(WireAssignment) });
export const LabelsAnswer = z.object({ annotations: list(WireLabel) });
export const InputAnswer = z.object({
  input: WireInput.transform((wire) => {
    const { image, video, audio } = wire.data ?? {};
    const base64 = image?.base64 || video?.base64 || audio?.base64;
    return { ...toInput(wire), ...(base64 && { base64 }) };
  }),
});
