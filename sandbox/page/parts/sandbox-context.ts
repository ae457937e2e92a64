import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { ServerClient } from "../client/server-client.ts";
import type { Sandbox } from "../client/use-sandbox.ts";

/** The sandbox once it is loaded. */
export type LiveSandbox = Sandbox & { readonly client: ServerClient };

export const SandboxContext = createContext<LiveSandbox | undefined>(undefined);

export function useLiveSandbox(): LiveSandbox {
  const sandbox = useContext(SandboxContext);
  if (sandbox === undefined) throw new Error("No sandbox around this component.");
  return sandbox;
}
