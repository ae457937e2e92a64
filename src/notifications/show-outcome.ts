import { DeliveryError, type DeliveryFault } from "../domain/notifications/delivery-error.ts";
import { statusView } from "../views/status-view.ts";
import type { Message, Messenger } from "./ports.ts";

/** What Slack has against the window, it may not have against a message. */
const NOT_THERE: readonly DeliveryFault[] = ["refused", "not_allowed", "unknown"];

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
      // Where the token is refused the direct message is too, and the whole event waits.
      if (error instanceof DeliveryError && NOT_THERE.includes(error.fault)) return false;
      throw error;
    }
  }
}
