/** Line icons of one family: 20 px box, strokes in the text's colour, hidden from screen readers (their buttons have names). */
const PATHS = {
  close: "M5 5l10 10M15 5L5 15",
  back: "M12.5 4.5L7 10l5.5 5.5",
  chevron: "M5.5 8l4.5 4.5L14.5 8",
  bolt: "M11 2.5L4.5 11.5H9.5L9 17.5L15.5 8.5H10.5z",
  dots: "M4.5 10h.01M10 10h.01M15.5 10h.01",
  menu: "M3.5 5.5h13M3.5 10h13M3.5 14.5h13",
  send: "M4 4l13 6-13 6 2-6zM6 10h5",
  check: "M4.5 10.5l3.5 3.5 7.5-8",
  home: "M3.5 9.5L10 4l6.5 5.5V16h-4.5v-4h-4v4H3.5z",
  eye: "M2.5 10s2.8-5 7.5-5 7.5 5 7.5 5-2.8 5-7.5 5-7.5-5-7.5-5zM10 12a2 2 0 100-4 2 2 0 000 4z",
  alert: "M10 3l7.5 13.5h-15zM10 8v4M10 14.2v.01",
  info: "M10 17.5a7.5 7.5 0 100-15 7.5 7.5 0 000 15zM10 9.3v4.4M10 6.4v.01",
  play: "M6.5 4.5l9 5.5-9 5.5z",
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name, size = 18 }: { readonly name: IconName; readonly size?: number }) {
  return (
    <svg
      class={`icon icon-${name}`}
      width={size}
      height={size}
      viewBox="0 0 20 20"
      aria-hidden="true"
      focusable="false"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
