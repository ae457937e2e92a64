import { type FindName, nameOrColleague } from "../../domain/people/person.ts";
import type { Author } from "../../views/author.ts";

export type AuthorOf = (person: string | undefined) => Promise<Author>;

/** Who did something, as people are told: what nobody here did was done on the other side. */
export const createAuthorOf =
  ({ findName, otherSide }: { findName: FindName; otherSide: string }): AuthorOf =>
  async (person) =>
    person === undefined ? { on: otherSide } : nameOrColleague(findName)(person);
