import type { ListQuery } from "../../domain/lists/list-query.ts";

/** What asks for nothing but the asker's own work or reviews. */
export const isOwnList = ({ scope, people }: ListQuery): boolean =>
  (scope === "mine" || scope === "reviews") && people.length === 0;
