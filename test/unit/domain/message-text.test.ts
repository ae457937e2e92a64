import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { peopleMentioned, readMessageText, splitMessage } from "../../../src/domain/message-text.ts";

const nameOf = (person: string): string | undefined => ({ U1: "Ana Souza" })[person];

test.each([
  ["plain words", "plain words"],
  ["&lt;b&gt; &amp; &amp;lt;", "<b> & &lt;"],
  ["ask <@U1> and <@U2|ben> and <@U3>", "ask @Ana Souza and @ben and @U3"],
  ["in <#C1|labeling> and <#C2>", "in #labeling and #C2"],
  ["<!here> <!subteam^S1|@team> <!date^1392734382^{time}|14:05>", "@here @team 14:05"],
  ["<https://example.com/a?b=1&amp;c=2>", "https://example.com/a?b=1&c=2"],
  ["<https://example.com|the page> <mailto:a@b.c|a@b.c>", "the page (https://example.com) a@b.c"],
  ["nul\0", "nul"],
  [
    "boxes on the *new lunch photos* by _Friday_, ~not~ `train`.",
    "boxes on the new lunch photos by Friday, not train.",
  ],
  ["2*3*4 and snake_case_name and a * lone star", "2*3*4 and snake_case_name and a * lone star"],
  ["<unclosed @U1", "<unclosed @U1"],
])("%s", (written, read) => {
  expect(readMessageText(written, nameOf)).toBe(read);
});

test("people are found once each", () => {
  expect(peopleMentioned("<@U1> <@W2|x> <@U1> <!here> <#C1>")).toEqual(["U1", "W2"]);
});

describe("a message as a task", () => {
  test.each([
    ["Label the lunch photos. Mind the spoons.", "Label the lunch photos", "Mind the spoons."],
    ["\n  Lunch photos  \nmore\nand more", "Lunch photos", "more\nand more"],
    ["Can somebody box the cats? By Friday!", "Can somebody box the cats?", "By Friday!"],
    ["Version 2.5 of the plates", "Version 2.5 of the plates", ""],
    ["Please label:\n• cats\n• dogs", "Please label", "• cats\n• dogs"],
    ["皿の写真にラベルを付けてください。スプーンに注意。", "皿の写真にラベルを付けてください。", "スプーンに注意。"],
    ["", "", ""],
  ])("%j", (text, name, instructions) => {
    expect(splitMessage(text)).toEqual({ name, instructions });
  });

  test("a long first sentence is cut at a word, and goes on in the instructions", () => {
    const text = `Label all photos of the kitchen that came in on Monday, of the hall, and of the garden behind it. Mind the spoons.`;

    expect(splitMessage(text)).toEqual({
      name: "Label all photos of the kitchen that came in on Monday, of the hall, and of the…",
      instructions: "…garden behind it. Mind the spoons.",
    });
  });

  test("nothing is lost and nothing stands twice, whatever it says", () => {
    const words = fc.array(fc.string({ unit: "grapheme", maxLength: 120 }), { maxLength: 30 });
    fc.assert(
      fc.property(words, fc.constantFrom(" ", "\n", ". "), (parts, between) => {
        const text = parts.join(between);
        const { name, instructions } = splitMessage(text);
        const letters = (part: string): string => part.replaceAll(/[\s\p{P}…]/gu, "");

        expect(name.length).toBeLessThanOrEqual(80);
        expect(letters(name + instructions)).toBe(letters(text));
      }),
    );
  });
});

test.each(["*a ", "<@U1> ", "<a|", "_"])("as long as Slack takes one, of nothing but %j, is read at once", (piece) => {
  const text = piece.repeat(40_000 / piece.length);
  const began = performance.now();

  readMessageText(text, () => undefined);
  const people = peopleMentioned(text);

  expect(performance.now() - began).toBeLessThan(500);
  expect(people.length).toBeLessThanOrEqual(50);
});
