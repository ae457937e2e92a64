import type { Refusal, Requests, ShownWork } from "../../../src/label-page/protocol.ts";

type Answer<Shown> = { readonly status: number; readonly work?: Shown; readonly notice?: string } & Partial<
  Refusal<Shown>
>;

/** A browser without a window: it keeps its cookie, and asks what the page's script asks. */
export function createVisitor<Asked extends { readonly open: object } = Requests, Shown = ShownWork>(url: string) {
  const { origin, pathname, searchParams } = new URL(url);
  const link = searchParams.get("link") ?? "";
  let cookie = "";
  let header = "";

  async function post<Name extends keyof Asked & string>(
    name: Name,
    body: Asked[Name] | { readonly link: string },
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Answer<Shown>> {
    const response = await fetch(`${origin}${pathname}/api/${name}`, {
      method: "POST",
      headers: { "content-type": "application/json", origin, ...(cookie && { cookie }), ...headers },
      body: JSON.stringify(body),
    });
    header = response.headers.get("set-cookie") ?? header;
    cookie = header.split(";")[0] ?? cookie;
    return { status: response.status, ...(await response.json()) };
  }

  return {
    link,
    post,
    get: (path: string, headers: Readonly<Record<string, string>> = {}) =>
      fetch(new URL(path, `${origin}${pathname}`), { headers: { ...(cookie && { cookie }), ...headers } }),
    open: (): Promise<Answer<Shown>> => post("open", { link }),
    /** The whole of the header that set its cookie. */
    setCookie: () => header,
    useCookie: (other: string): void => {
      cookie = other;
    },
  };
}
