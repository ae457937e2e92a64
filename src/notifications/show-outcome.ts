import { DeliveryError } from "../domain/delivery-error.ts";
import { statusView } from "../views/outcome.ts";
import type { Message, Messenger } from "./ports.ts";

/** Shows how a submission ended: in its modal if that is still open and Slack takes it there, by direct message if not. */
export async function showOutcome(
  messenger: Pick<Messenger, "post" | "updateView">,
  { viewId, person }: { readonly viewId: string; readonly person: string },
  { title, message }: { readonly title: string; readonly message: Message },
): Promise<void> {
  if (viewId !== "" && (await isShownIn(viewId))) return;
  await messenger.post(person, message);

  async function isShownIn(view: string): Promise<boolean> {
    try {
      return await messenger.updateView(view, statusView(title, [...message.blocks]));
    } catch (error) {
      if (error instanceof DeliveryError && error.fault === "refused") return false;
      throw error;
    }
  }
}
