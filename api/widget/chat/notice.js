// System messages put into the visitor's own language.

/** The sentence of a system message; its own text when the code is not known or the organization wrote it. */
export function noticeText(say, message) {
  const notice = message.notice;
  if (!notice) return message.text;
  if (notice.code === "entry") return notice.names?.text || message.text;
  const names = { ...notice.names };
  if (!names.agent) {
    const nameless = say(`notice.${notice.code}.nameless`);
    if (nameless) return nameless;
    names.agent = say("notice.somebody");
  }
  return say(`notice.${notice.code}`, names) || message.text || "";
}
