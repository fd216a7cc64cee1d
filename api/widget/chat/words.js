// The words of the interface in the visitor's language.

/** A function from a key and the names in its sentence to the sentence; null for a key that does not exist. */
export function speak(locale, table) {
  const say = (key, names = {}) => {
    const sentence = Object.hasOwn(table, key) ? table[key] : null;
    return sentence && sentence.replace(/\{(\w+)\}/g, (whole, name) => (Object.hasOwn(names, name) ? String(names[name]) : whole));
  };
  say.locale = locale;
  return say;
}

/** What a failure is called: the sentence of its code, or a general one. */
export function sayProblem(say, problem) {
  return say(`error.${problem?.code}`) || say("error.other");
}
