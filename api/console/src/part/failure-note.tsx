// What went wrong, in the person's words.

import type { Failure } from "../wire/failure";
import { words } from "../words";
import { Button } from "./button";
import { CircleAlert } from "./icon";

export function sentenceOf(failure: Pick<Failure, "code" | "message">): string {
  return words.value.failures[failure.code] ?? (failure.message || words.value.failures.unknown!);
}

interface Props {
  failure: Failure;
  again?: () => void;
  /** Fields that tell themselves what is wrong with them. */
  placed?: ReadonlySet<string>;
}

export function FailureNote({ failure, again, placed }: Props) {
  const others = failure.fields.filter(({ field }) => !placed?.has(field));
  const unplaced = others.map(({ field, problem, detail }) => `${field}: ${words.value.fieldProblems[problem] ?? detail}`);
  return (
    <div class="failure" role="alert">
      <CircleAlert size={18} aria-hidden="true" />
      <p>
        {sentenceOf(failure)}
        {failure.code === "invalid_fields" && unplaced.length > 0 && <small> {unplaced.join(" · ")}</small>}
        {failure.code === "internal" && failure.requestId && <small> ({failure.requestId})</small>}
      </p>
      {again && (
        <Button small onClick={again}>
          {words.value.tryAgain}
        </Button>
      )}
    </div>
  );
}
