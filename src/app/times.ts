import { type ApiLimits, defaultLimits } from "../api/limits.ts";
import { ARRIVAL_TIMES, type ArrivalTimes } from "../http/server-limits.ts";
import { NOTIFICATION_TIMES, type NotificationTimes } from "../notifications/shared/times.ts";
import { FOLLOW_TIMES, type FollowTimes } from "../services/follow/times.ts";
import { HOUSEKEEPING_TIMES, type HousekeepingTimes } from "../services/housekeeping.ts";
import { PICTURE_TIMES, type PictureTimes } from "../services/labeling/make-picture.ts";
import { LABELING_TIMES, type LabelingTimes } from "../services/labeling/times.ts";
import { INDEX_TIMES, type IndexTimes } from "../services/lists/task-index-filling.ts";
import { SUBMISSION_TIMES, type SubmissionTimes } from "../services/submissions/runner.ts";

/** What people, and tests, may have to wait for, in milliseconds; each is explained where it is defined. */
export type Times = {
  readonly tasksApi: ApiLimits;
  readonly submissions: SubmissionTimes;
  readonly labeling: LabelingTimes;
  readonly notifications: NotificationTimes;
  readonly index: IndexTimes;
  readonly arrival: ArrivalTimes;
  readonly pictures: PictureTimes;
  readonly follow: FollowTimes;
  readonly housekeeping: HousekeepingTimes;
};

/** The product's own. */
export const TIMES: Times = {
  tasksApi: defaultLimits,
  submissions: SUBMISSION_TIMES,
  labeling: LABELING_TIMES,
  notifications: NOTIFICATION_TIMES,
  index: INDEX_TIMES,
  arrival: ARRIVAL_TIMES,
  pictures: PICTURE_TIMES,
  follow: FOLLOW_TIMES,
  housekeeping: HOUSEKEEPING_TIMES,
};
