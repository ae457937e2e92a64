import { readdirSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { openTemporaryFile } from "../../../src/app/open-temporary-file.ts";

const foldersThere = (): Set<string> =>
  new Set(readdirSync(tmpdir()).filter((name) => name.startsWith("labeldesk-export-")));

test("what is written is read again by its place, by nobody else, and is gone with the file", async () => {
  const before = foldersThere();
  const file = await openTemporaryFile();
  const [folder = ""] = [...foldersThere()].filter((name) => !before.has(name));
  const path = join(tmpdir(), folder);

  const places = await file.append(["é", "", "日本"]);
  const [more] = await file.append(["end"]);

  expect(await Promise.all(places.map((place) => file.read(place)))).toEqual(["é", "", "日本"]);
  expect(more).toEqual({ offset: 8, length: 3 });
  expect(file.size).toBe(11);
  expect(await (await file.asBlob()).text()).toBe("é日本end");
  expect(statSync(path).mode & 0o777).toBe(0o700);
  expect(readdirSync(path).map((name) => statSync(join(path, name)).mode & 0o777)).toEqual([0o600]);
  await file.remove();
  expect(foldersThere().has(folder)).toBe(false);
});
