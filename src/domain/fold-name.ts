/** What nobody sees: zero-width and direction marks, soft hyphens, variation selectors, fillers (UCD, Default_Ignorable_Code_Point). */
const INVISIBLE = /\p{Default_Ignorable_Code_Point}/gu;
/** White space of every kind, and the controls that stand for some. */
const SPACES = /[\s\p{Cc}]+/gu;
const APOSTROPHES = /['`´‘’‚‛ʹʻʼʽʾʿˈ′‵‹›＇]/gu;
/** Single spaces, and of ASCII what is no quote, no apostrophe and no wildcard. */
const PLAIN = /^(?:[!#-&()+-_a-~]| (?! ))*/u;
/** Most names, and all ids (Latin letters, ASCII without quotes, single spaces): nothing in them but case is to be folded. */
const IS_PLAIN = /^(?! )(?:[!#-&(-_a-~\u00C0-\u02B8]| (?! |$))*$/u;
/** Of those, what is composed of nothing: lower case is all that it takes, for ten thousand people at a time. */
const IS_ASCII = /^[!#-&(-_a-~]+(?: [!#-&(-_a-~]+)*$/;
const QUOTES = /["“”„‟″‶«»＂〝〞〟]/gu;

/**
 * The one form in which names are compared and searched, of concepts, tasks, people and lines alike: as Unicode composes it (NFC),
 * without case, without what nobody sees, with one apostrophe, one quote and one space for all of their kinds.
 */
export function foldName(name: string): string {
  if (IS_ASCII.test(name)) return name.toLowerCase();
  if (IS_PLAIN.test(name)) return name.normalize("NFC").toLowerCase().normalize("NFC");
  return name
    .replaceAll(INVISIBLE, "")
    .normalize("NFC")
    .toLowerCase()
    .replaceAll("ς", "σ")
    .replaceAll(APOSTROPHES, "'")
    .replaceAll(QUOTES, '"')
    .replaceAll(SPACES, " ")
    .trim()
    .normalize("NFC");
}

/** Emoji, as such and as Slack's codes for them: what somebody types as one arrives as the other. */
const EMOJI = /:[a-z+][a-z0-9_+-]*:|[\p{Extended_Pictographic}\p{Emoji_Modifier}\p{Regional_Indicator}]|\u20E3/gu;

/** A folded name without what a command loses or changes on its way: quotes, apostrophes and emoji. Empty where nothing else is in it. */
export const looseName = (name: string): string =>
  foldName(foldName(name).replaceAll(EMOJI, " ").replaceAll(/['"]/gu, ""));

/** What a task is called where people read it: its id where its name shows nothing. */
export const shownName = ({ id, name }: { readonly id: string; readonly name: string }): string =>
  foldName(name) === "" ? id : name;

/** Whether two names are the same to whoever reads them. */
export const isSameName = (a: string, b: string): boolean => foldName(a) === foldName(b);

/** The beginning of a name that is spelled in one way only: what a search that does not fold can be asked for. */
export function plainBeginning(name: string): string {
  return PLAIN.exec(name.normalize("NFC").trimStart())?.[0].trimEnd() ?? "";
}
