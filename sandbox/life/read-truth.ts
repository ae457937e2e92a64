import { readFile } from "node:fs/promises";
import * as z from "zod";

const SAMPLES = new URL("../samples/", import.meta.url);

/** A box by its sides, as fractions of the picture's width and height. */
export type TrueBox = z.infer<typeof Box>;

const Box = z.object({ concept: z.string(), left: z.number(), top: z.number(), right: z.number(), bottom: z.number() });
const Digits = z.record(z.string(), z.string());
const Boxes = z.record(z.string(), z.array(Box));

const readJson = async (name: string): Promise<unknown> => JSON.parse(await readFile(new URL(name, SAMPLES), "utf8"));

/** The true digit of each picture of one, by the input's id. */
export const readTrueDigits = async (): Promise<Readonly<Record<string, string>>> =>
  Digits.parse(await readJson("mnist-labels.json"));

/** What is true of each sample as a whole, by the input's id: its digit, or the concepts of what stands in the photograph. */
export async function readTruths(): Promise<Readonly<Record<string, readonly string[]>>> {
  const [digits, boxes] = await Promise.all([readTrueDigits(), readTrueBoxes()]);
  const truths: Record<string, readonly string[]> = {};
  for (const [id, digit] of Object.entries(digits)) truths[id] = [digit];
  for (const [id, all] of Object.entries(boxes)) truths[id] = [...new Set(all.map(({ concept }) => concept))];
  return truths;
}

/** What stands in each photograph, by the input's id. */
export const readTrueBoxes = async (): Promise<Readonly<Record<string, readonly TrueBox[]>>> =>
  Boxes.parse(await readJson("photo-boxes.json"));
