import type { Route } from "../http/route.ts";
import { agreementRoutes } from "./agreement.ts";
import { annotationRoutes } from "./annotations.ts";
import { annotationStatusRoutes } from "./annotations-status.ts";
import { assignmentRoutes } from "./assignments.ts";
import { conceptRoutes } from "./concepts.ts";
import { countRoutes } from "./counts.ts";
import { datasetInputRoutes } from "./dataset-inputs.ts";
import { datasetRoutes } from "./datasets.ts";
import { inputRoutes } from "./inputs.ts";
import { keyRoutes } from "./keys.ts";
import { patchAnnotationRoutes } from "./patch-annotations.ts";
import { searchRunRoutes } from "./run-searches.ts";
import { searchRoutes } from "./searches.ts";
import { taskRoutes } from "./tasks.ts";
import { userRoutes } from "./users.ts";

/** Every route that the service answers; docs/tasks-service.md lists them too, and a test compares the two. */
export const routes: readonly Route[] = [
  ...taskRoutes,
  ...countRoutes,
  ...assignmentRoutes,
  ...annotationRoutes,
  ...patchAnnotationRoutes,
  ...annotationStatusRoutes,
  ...agreementRoutes,
  ...inputRoutes,
  ...conceptRoutes,
  ...datasetRoutes,
  ...datasetInputRoutes,
  ...searchRoutes,
  ...searchRunRoutes,
  ...userRoutes,
  ...keyRoutes,
];
