import { render } from "preact";
import { App } from "./app.tsx";
import { Desk } from "./desk.tsx";
import { ReviewDesk } from "./review/review-desk.tsx";
import { send, sendReview } from "./work/send.ts";

const root = document.getElementById("root");
const isReview = document.documentElement.dataset["page"] === "review";
if (root)
  render(
    isReview ? (
      <App ask={sendReview} show={(work) => <ReviewDesk first={work} />} elsewhere="Review there instead" />
    ) : (
      <App ask={send} show={(work) => <Desk first={work} />} elsewhere="Label there instead" />
    ),
    root,
  );
