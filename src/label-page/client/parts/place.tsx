/** Which input is shown: as the page's heading, and said when another one is, wherever the focus stays. */
export function Place({ taskName, place }: { readonly taskName: string; readonly place: string }) {
  return (
    <>
      <h1 class="hidden">
        Label “{taskName}”, {place}
      </h1>
      <p class="hidden" role="status">
        {place}
      </p>
    </>
  );
}
