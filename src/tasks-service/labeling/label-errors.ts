import { ApiError } from "../protocol/api-error.ts";
import { Status } from "../protocol/status.ts";

export const labelForbidden = (details: string): ApiError =>
  new ApiError(Status.ANNOTATION_PERMISSION_DENIED, 403, "Annotation permission denied", details);

export const labelInvalid = (details: string): ApiError =>
  new ApiError(Status.ANNOTATION_INVALID_ARGUMENT, 400, "Annotation has invalid arguments", details);
