import type { Datepicker, DateTimepicker, Timepicker } from "@slack/types";
import { useWorkspace } from "../parts/workspace.ts";
import { ariaOf, type FieldProps, useForm } from "./form.ts";
import { useChoice } from "./use-choice.ts";

/** datepicker, timepicker and datetimepicker, with the browser's own pickers. */
export function DateField(props: FieldProps<Datepicker | Timepicker | DateTimepicker>) {
  const { element, address } = props;
  const form = useForm();
  const choose = useChoice(props);
  const { timeZone } = useWorkspace();
  const held = form.read(address);
  const shared = { ...ariaOf(props), class: "date-field", "data-autofocus": element.focus_on_load || undefined };

  switch (element.type) {
    case "datepicker":
      return (
        <input
          {...shared}
          type="date"
          value={held?.selected_date ?? ""}
          onChange={(event) => void choose({ selected_date: event.currentTarget.value || null })}
        />
      );
    case "timepicker":
      return (
        <input
          {...shared}
          type="time"
          value={held?.selected_time ?? ""}
          onChange={(event) => void choose({ selected_time: event.currentTarget.value || null })}
        />
      );
    case "datetimepicker":
      return (
        <input
          {...shared}
          type="datetime-local"
          value={toLocal(held?.selected_date_time ?? null, timeZone)}
          onChange={(event) => void choose({ selected_date_time: fromLocal(event.currentTarget.value, timeZone) })}
        />
      );
  }
}

/** Unix seconds → what `datetime-local` takes, in the person's zone. */
function toLocal(unix: number | null, timeZone: string): string {
  return unix === null ? "" : readWallClock(new Date(unix * 1000), timeZone);
}

/** The other way round: guesses with the zone's offset at about that time, then corrects once (a change of clocks lies between). */
function fromLocal(local: string, timeZone: string): number | null {
  const wanted = Date.parse(`${local}Z`);
  if (Number.isNaN(wanted)) return null;
  let guess = wanted;
  for (let round = 0; round < 2; round += 1) {
    guess += wanted - Date.parse(`${readWallClock(new Date(guess), timeZone)}Z`);
  }
  return Math.floor(guess / 1000);
}

const readWallClock = (when: Date, timeZone: string): string =>
  new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short", timeStyle: "short" }).format(when).replace(" ", "T");
