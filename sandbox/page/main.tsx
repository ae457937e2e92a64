import { render } from "preact";
import { App } from "./app.tsx";

const root = document.getElementById("root");
if (root === null) throw new Error("The page has no element with the id root.");
render(<App />, root);
