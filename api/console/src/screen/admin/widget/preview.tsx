// The widget on a page that stands for the site: the real one, in a frame.

import { useEffect, useState } from "preact/hooks";
import { adminWords } from "../../../words/admin";
import { previewPage, type WidgetChoice } from "./snippet";

/** After the last change; a frame for each letter typed would be many. */
const PAUSE_MS = 300;

export function Preview({ choice }: { choice: WidgetChoice }) {
  const { widget: a } = adminWords.value;
  const [address, setAddress] = useState("");
  // A look at it is no visit of the site.
  const page = previewPage(location.origin, { ...choice, visits: false }, a.sitePage, a.siteText);
  useEffect(() => {
    let made = "";
    const timer = setTimeout(() => {
      made = URL.createObjectURL(new Blob([page], { type: "text/html" }));
      setAddress(made);
    }, PAUSE_MS);
    return () => {
      clearTimeout(timer);
      URL.revokeObjectURL(made);
    };
  }, [page]);
  return (
    <section class="card preview" aria-label={a.preview}>
      <h2>{a.preview}</h2>
      <p class="quiet">{a.previewAbout}</p>
      {address && <iframe key={address} title={a.preview} src={address} />}
    </section>
  );
}
