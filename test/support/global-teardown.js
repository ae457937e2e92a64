import { rm } from "node:fs/promises";

/** Removes what global-setup.js has made. */
export default async function tearDown() {
  await rm(process.env["LABELDESK_BUILT"], { recursive: true, force: true });
}
