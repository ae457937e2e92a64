import * as z from "zod";
import type { HostedCopy, ImageContent, PictureInput, PictureSize } from "../domain/labeling/picture.ts";

const text = z
  .string()
  .nullish()
  .transform((value) => value ?? "");

/** Copies in several sizes: each at prefix, size and suffix, joined by slashes (resources.proto, HostedURL). */
const WireHosted = z.object({
  prefix: text,
  suffix: text,
  sizes: z.array(z.string()).nullish(),
  crossorigin: text,
});

const WireImage = z.object({ url: text, base64: text, hosted: WireHosted.nullish() });

/** An input, wherever it stands in an answer: what it is made of is read of pictures alone. */
const WireInput = z
  .object({ id: z.string().min(1), data: z.object({ image: WireImage.nullish() }).nullish() })
  .transform(({ id, data }): PictureInput => ({ id, image: data?.image ? toImage(data.image) : null }));

export const InputAnswer = z.object({ input: WireInput });

/** A size that the other side does not know is left out, or zero. */
const WireSize = z.object({ width: z.number().positive(), height: z.number().positive() }).optional().catch(undefined);

export const SizesAnswer = z.object({
  inputs: z
    .array(
      z
        .object({
          id: z.string().min(1),
          data: z.object({ image: z.object({ image_info: WireSize }).nullish() }).nullish(),
        })
        .transform(({ id, data }): { id: string; size: PictureSize | undefined } => ({
          id,
          size: data?.image?.image_info,
        })),
    )
    .nullish()
    .transform((value) => value ?? []),
});

function toImage({ url, base64, hosted }: z.infer<typeof WireImage>): ImageContent {
  const copy = hosted ? toCopy(hosted) : undefined;
  return {
    ...(url !== "" && { url }),
    ...(base64 !== "" && { base64 }),
    ...(copy !== undefined && { hosted: copy }),
  };
}

/** The picture as it was given: the other sizes are too small to see details in. */
function toCopy({ prefix, suffix, sizes, crossorigin }: z.infer<typeof WireHosted>): HostedCopy | undefined {
  const size = sizes?.find((each) => each === "orig") ?? sizes?.at(-1);
  if (prefix === "" || suffix === "" || size === undefined) return undefined;
  const url = [prefix.replace(/\/+$/, ""), size, suffix.replace(/^\/+/, "")].join("/");
  return { url, needsKey: crossorigin === "use-credentials" };
}
