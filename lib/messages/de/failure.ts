import type { failure as en } from "../en/failure";
import type { Translation } from "../translation";

export const failure: Translation<typeof en> = {
  title: "Bei uns ist etwas schiefgegangen",
  sentence: "Dadurch wurde nichts gekauft oder geändert. Bitte versuchen Sie es gleich noch einmal.",
  again: "Noch einmal versuchen",
  toDashboard: "Zu Ihrer Übersicht",
};
