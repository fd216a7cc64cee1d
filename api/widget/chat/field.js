// Pre-chat fields: what the browser shows for each kind, and what it checks before asking the server.

/** Attributes of the input of a kind. */
export function inputFor(kind) {
  switch (kind) {
    case "name":
      return { type: "text", autocomplete: "name", autocapitalize: "words" };
    case "email":
      return { type: "email", autocomplete: "email", inputmode: "email", autocapitalize: "off", spellcheck: "false" };
    case "phone":
      return { type: "tel", autocomplete: "tel", inputmode: "tel" };
    case "external_id":
      return { type: "text", autocomplete: "off", autocapitalize: "off", spellcheck: "false" };
    default:
      return { type: "text" };
  }
}

/** What is wrong with an answer, as a key of the words, or null. The server looks again and has the last word. */
export function problemOf(field, answer) {
  const value = answer.trim();
  if (!value) return field.required ? "field.required" : null;
  switch (field.kind) {
    case "email":
      return /^[^\s@]+@[^\s@]+\.[^\s@.]+$/u.test(value) ? null : "field.email";
    case "phone": {
      const digits = value.replace(/[\s().\-/]/g, "");
      return /^\+?\d{8,15}$/.test(digits) ? null : "field.phone";
    }
    case "choice":
      return field.choices.includes(value) ? null : "field.choice";
    default:
      return null;
  }
}

/** The answers that were given, by key. */
export function givenAnswers(fields, answers) {
  const given = {};
  for (const field of fields) {
    const value = (answers[field.key] || "").trim();
    if (value) given[field.key] = value;
  }
  return given;
}

/** The server's field problems, by the form's own names: a field's key, `subject.` or `text`. */
export function serverProblems(say, problem) {
  const found = {};
  for (const { field, problem: word, detail } of problem.fields || []) {
    const name = field === "subject_id" ? "subject." : field.replace(/^fields\./, "");
    found[name] ||= say(`field.${word}`) || detail || say("field.malformed");
  }
  return found;
}
