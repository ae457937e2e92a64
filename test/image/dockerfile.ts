type Instruction = { readonly name: string; readonly rest: string };

/** From one FROM to the next. */
export type Stage = { readonly name: string; readonly instructions: readonly Instruction[] };

export type Copy = { readonly from: string | undefined; readonly sources: readonly string[]; readonly target: string };

/** Reads what the file says, stage by stage. It knows what ours has: no variables, no flags but `--from`. */
export function readDockerfile(text: string): readonly Stage[] {
  const lines = text
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"))
    .join("\n")
    .replaceAll(/\\\n\s*/g, "")
    .split("\n");
  const stages: { name: string; instructions: Instruction[] }[] = [];
  for (const line of lines) {
    const [, name = "", rest = ""] = /^([A-Z]+)\s+(.*)$/.exec(line) ?? [];
    if (name === "") throw new Error(`Not an instruction: ${line}`);
    if (name === "FROM") stages.push({ name: / AS (\S+)$/.exec(rest)?.[1] ?? "", instructions: [] });
    else stages.at(-1)?.instructions.push({ name, rest });
  }
  return stages;
}

export function readCopy(rest: string): Copy {
  const words = rest.split(/\s+/);
  const from = words[0]?.startsWith("--from=") ? words.shift()?.slice("--from=".length) : undefined;
  return { from, sources: words.slice(0, -1), target: words.at(-1) ?? "" };
}

/** The command of `CMD` or `HEALTHCHECK`, as a list of words. */
export function readCommand(stage: Stage, name: "CMD" | "HEALTHCHECK"): readonly [string, ...string[]] {
  const rest = stage.instructions.find((each) => each.name === name)?.rest ?? "";
  const [program, ...args]: string[] = JSON.parse(rest.slice(rest.indexOf("[")));
  if (program === undefined) throw new Error(`${name} has no command`);
  return [program, ...args];
}

/** What `ENV` sets. */
export const readEnv = (stage: Stage): Record<string, string> =>
  Object.fromEntries(
    stage.instructions
      .filter(({ name }) => name === "ENV")
      .flatMap(({ rest }) => rest.split(" ").map((pair) => pair.split("=", 2))),
  );
