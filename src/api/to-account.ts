import type { Account } from "../domain/people/person.ts";
import type { WireUser } from "./wire.ts";

/** The e-mail stands in `user_detail`, or in its deprecated place. */
export const toAccount = (user: WireUser): Account => {
  const email = user.user_detail?.primary_email || user.primary_email;
  const name = `${user.first_name} ${user.last_name}`.trim();
  return { id: user.id, ...(email !== "" && { email }), ...(name !== "" && { name }) };
};
