import { ApiError, invalidRequest } from "../protocol/api-error.ts";
import { Status } from "../protocol/status.ts";
import { createJsonGauge } from "./gauge-json.ts";

const MIB = 1024 * 1024;
/** 128 labels of 2,000 points fit, and a task with 10,000 weighted workers. */
const MAX_BODY_BYTES = 8 * MIB;
/** Where bodies carry files: one picture of 20 MiB in base64 fits, and a batch of 128 of 180 kB. */
export const MAX_FILES_BYTES = 32 * MIB;
/** Of all requests together, from their first byte until they are answered. Parsed, a body takes a multiple of itself. */
const MAX_HELD_BYTES = 128 * MIB;
export type HeldBody = {
  /** Empty when there is none. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** To be called when the request is done with: makes room for others. */
  release(): void;
};

/** Reads bodies. Each has a limit of its size, depth and number of values, looked at as it comes in, and all together have one. */
export function createBodyReader(): (request: Request, isFiles: boolean) => Promise<HeldBody> {
  let held = 0;
  return async (request, isFiles) => {
    let size = 0;
    const release = (): void => {
      held -= size;
      size = 0;
    };
    const take = (bytes: number): void => {
      size += bytes;
      held += bytes;
      const limit = isFiles ? MAX_FILES_BYTES : MAX_BODY_BYTES;
      if (size > limit) throw tooLarge(limit);
      if (held > MAX_HELD_BYTES) throw tooManyAtOnce();
    };
    try {
      return { bytes: await readBytes(request, take), release };
    } catch (error) {
      release();
      throw error;
    }
  };
}

async function readBytes(request: Request, take: (bytes: number) => void): Promise<Uint8Array<ArrayBuffer>> {
  if (request.body === null) return new Uint8Array();
  const encoding = request.headers.get("content-encoding") ?? "identity";
  if (encoding !== "identity") {
    const details = `The body is packed as "${encoding}": send it as it is.`;
    throw new ApiError(Status.CONN_BAD_REQUEST_FORMAT, 415, "Unsupported content encoding", details);
  }
  const gauge = createJsonGauge();
  const chunks: Uint8Array[] = [];
  for await (const chunk of request.body) {
    take(chunk.byteLength);
    const problem = gauge(chunk);
    if (problem !== undefined) throw invalidRequest(problem);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

const tooLarge = (limit: number): ApiError =>
  new ApiError(
    Status.RPC_MAX_MESSAGE_SIZE_EXCEEDED,
    413,
    "Request is too large",
    `The body is over ${limit / MIB} MiB: send fewer items at a time.`,
  );

const tooManyAtOnce = (): ApiError =>
  new ApiError(
    Status.CONN_THROTTLED,
    429,
    "Too many large requests",
    "Other large requests are being worked on: try again in 1 s.",
    1,
  );
