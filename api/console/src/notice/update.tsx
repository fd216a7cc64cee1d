// Says that a newer version waits.

import { Button } from "../part/button";
import { words } from "../words";
import { takeUpdate, waiting } from "./worker";

export function UpdateNote() {
  if (!waiting.value) return null;
  return (
    <p class="connection update" role="status">
      {words.value.updateReady}
      <Button small onClick={takeUpdate}>
        {words.value.update}
      </Button>
    </p>
  );
}
