import type { Messages } from "@/lib/messages";
import type { LoggedLine } from "@/lib/security-log/read";
import { own } from "@/lib/own";
import { signInMethod } from "./sign-in-method";

/**
 * What an entry of the security log says happened.
 * @param workspace how it is called where the entry doesn't say
 */
export function logSentence(
  { event, count, concerns, person, about }: LoggedLine,
  messages: Messages,
  workspace: string,
) {
  const { t, sentences } = messages;
  const { events, formerMember } = sentences.securityLog;
  const name = (own<string>(events, event) === undefined ? "other" : event) as keyof typeof events;
  const { method = "password", role = "" } = about;
  const sentence = t(`securityLog.events.${name}`, {
    count,
    how: signInMethod(method, messages),
    sessions: about.sessions === "one" ? "one" : "other",
    email: about.email ?? "",
    name: about.name ?? "",
    workspace: about.workspace ?? workspace,
    role: own<string>(sentences.workspaces.roles, role) ?? role,
    who: concerns === "you" ? "you" : "other",
    person: person ?? formerMember,
  });
  // A sentence may begin with "a former member". One that begins with a name stays as the person writes it.
  return person === null ? sentence.replace(/^\p{L}/u, (letter) => letter.toUpperCase()) : sentence;
}

/** Their sentences say who did it. */
const TELLING = ["member_joined", "member_left"];

/** Who did it. Null where that is plain, or not known. */
export function logActor({ event, by, actor }: LoggedLine, messages: Messages, saysYou: boolean): string | null {
  const { t, sentences } = messages;
  const said = sentences.securityLog;
  if (by === "nobody" || TELLING.includes(event)) return null;
  if (by === "you") return saysYou ? said.by.you : null;
  if (by === "operator") return said.by.operator;
  return t("securityLog.by.person", { name: actor ?? said.formerMember });
}
