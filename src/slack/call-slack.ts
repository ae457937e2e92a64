import { toDeliveryError } from "./to-delivery-error.ts";

/** Makes a call on Slack; what goes wrong with it is a `DeliveryError`. */
export async function callSlack<T>(request: () => Promise<T>): Promise<T> {
  try {
    return await request();
  } catch (error) {
    throw toDeliveryError(error);
  }
}
