import type { workspaces as en } from "../en/workspaces";
import type { Translation } from "../translation";

export const workspaces: Translation<typeof en> = {
  title: "Arbeitsbereiche",
  lead: "Jeder Arbeitsbereich hat seine eigenen Mitglieder und seinen eigenen Tarif.",
  settings: "Mitglieder und Einstellungen",
  all: "Alle Arbeitsbereiche",
  none: "Sie gehören zu keinem Arbeitsbereich. Legen Sie einen an, oder lassen Sie sich in einen einladen.",
  open: "{name} öffnen",
  settingsOf: "Mitglieder und Einstellungen von {name}",
  noPlan: "Kein Tarif",
  payerYou: "Sie",
  paid: "{payers} {who, select, one {bezahlt} other {bezahlen}} ihn.",
  left: "Sie haben diesen Arbeitsbereich verlassen und bezahlen ihn noch.",
  leftCanceled:
    "Sie haben diesen Arbeitsbereich verlassen. Der Tarif, den Sie bezahlen, ist gekündigt und läuft bis zum <date></date>.",
  manageBilling: "Ihre Zahlungen verwalten",
  roles: { owner: "Besitz", admin: "Verwaltung", member: "Mitglied" },
  dashboard: "Übersicht",

  workspacePages: "Seiten der Arbeitsbereiche",
  firstWorkspaces: "Erste Arbeitsbereiche",
  nextWorkspaces: "Weitere Arbeitsbereiche",

  create: "Arbeitsbereich anlegen",
  name: "Name",
  nameHint: "Seine Mitglieder sehen ihn.",
  createButton: "Arbeitsbereich anlegen",

  done: {
    created: "Der Arbeitsbereich ist angelegt.",
    renamed: "Der Name ist geändert.",
    role: "Die Rolle ist geändert.",
    removed: "Das Mitglied ist entfernt.",
    revoked: "Die Einladung ist zurückgenommen.",
    transferred: "Der Arbeitsbereich ist übergeben. Sie verwalten ihn jetzt.",
    left: "Sie haben den Arbeitsbereich verlassen.",
    deleted: "Der Arbeitsbereich ist gelöscht.",
    consented: "Der Tarif kann jetzt übernommen werden.",
    withdrawn: "Zustimmung zurückgezogen.",
    seats: "Die Zahl der Plätze wurde geändert.",
  },

  rename: "Name des Arbeitsbereichs",
  save: "Speichern",

  members: "Mitglieder",
  findMember: "Mitglied suchen",
  findHint: "nach Name oder E-Mail-Adresse",
  find: "Suchen",
  allMembers: "Alle Mitglieder",
  noneFound: "Kein Mitglied zu „{typed}“ gefunden. Geben Sie ein, wie ein Name oder die E-Mail-Adresse beginnt.",
  moreFound: "Es gibt weitere. Geben Sie mehr vom Namen ein.",
  pages: "Seiten der Mitglieder",
  firstMembers: "Erste Mitglieder",
  nextMembers: "Weitere Mitglieder",
  manage: "Verwalten",
  manageOf: "{name} verwalten",
  closeMember: "Schließen",
  you: "Sie",
  pays: "Bezahlt",
  roleOf: "Rolle von {name}",
  saveRole: "Rolle speichern",
  saveRoleOf: "Rolle von {name} speichern",
  remove: "Entfernen…",
  removeOf: "{name} entfernen…",
  removeSure: "{name} verliert sofort den Zugang.",
  removePayer: "{name} bezahlt diesen Arbeitsbereich, und zwar weiter, bis zur eigenen Kündigung. Gefragt wird nicht.",
  removeCanceled: "Der von dort bezahlte Tarif ist gekündigt und läuft bis zum <date></date>.",
  removeButton: "{name} entfernen",

  seats: "Plätze",
  seatsOf:
    "{plan}: {count, plural, one {# Platz} other {# Plätze}} {priced, select, amount {zu je {each}, zusammen {all}} other {zusammen, {all}}}.",
  seatsPending: "Die Zahl der Plätze wird auf {count, plural, other {#}} geändert.",
  seatsLead:
    "Jedes Mitglied hat einen Platz. Wer beitritt, fügt einen hinzu, und wer geht oder entfernt wird, gibt einen frei: Die nächste Rechnung berechnet die restlichen Tage des Zeitraums oder schreibt sie gut. In der kostenlosen Testzeit wird nichts berechnet.",

  invitations: "Einladungen",
  invite: "Wer den Link öffnet und sich anmeldet, gehört dazu. Er gilt einmal und sieben Tage lang.",
  inviteRole: "Rolle",
  inviteEmail: "Nur für diese E-Mail-Adresse",
  optional: "freiwillig",
  optionalMailed: "freiwillig; wir schicken die Einladung dorthin",
  inviteButton: "Einladungslink anlegen",
  link: "Einladungslink",
  linkBesideMail:
    "Falls Sie eine Adresse angegeben haben, haben wir ihn dorthin geschickt. Sie können ihn jetzt auch kopieren. Er wird nicht noch einmal gezeigt.",
  linkOnce: "Kopieren Sie ihn jetzt und schicken Sie ihn selbst: Er wird nicht noch einmal gezeigt.",
  copy: "Link kopieren",
  copied: "Kopiert",
  openInvitation: "{role}, eingeladen von {inviter}",
  forAnyone: "Für alle, die den Link haben",
  validUntil: "Gültig bis",
  revoke: "Zurücknehmen",
  revokeOf: "Einladung zurücknehmen: {whom}",

  transfer: "Arbeitsbereich übergeben",
  transferLead:
    "Wer ihn übernimmt, entscheidet von da an über alles. Sie bleiben in der Verwaltung. Wer bezahlt, ändert sich nicht.",
  transferHow: "Wählen Sie Verwalten neben dem Mitglied, das ihn übernimmt.",
  transferOf: "Arbeitsbereich an {name} übergeben…",
  transferButton: "An {name} übergeben",

  leave: "Verlassen",
  leaveLead: "Sie verlieren sofort den Zugang und kommen nur durch eine Einladung zurück.",
  leavePayer:
    "Sie bezahlen diesen Arbeitsbereich. Ihn zu verlassen kündigt den Tarif nicht: Sie bezahlen weiter für die anderen und finden die Zahlungen unter Arbeitsbereiche. Kündigen Sie vorher, wenn Sie das nicht wollen.",
  leaveKnown: "Ich weiß, dass ich weiter bezahle.",
  leaveCanceled: "Der Tarif, den Sie bezahlen, ist gekündigt und läuft bis zum <date></date>.",
  leaveLastOwner:
    "Der Arbeitsbereich gehört nur Ihnen. Geben Sie erst einem anderen Mitglied die Rolle Besitz, oder löschen Sie ihn.",
  leaveButton: "Arbeitsbereich verlassen",

  delete: "Löschen",
  deleteLead:
    "Alle Mitglieder verlieren sofort und endgültig den Zugang. Rechnungen bleiben bei dem, der sie bezahlt hat.",
  deleteHasPlan:
    "Dieser Arbeitsbereich hat einen Tarif: {plans}. Er kann gelöscht werden, sobald der Tarif beendet ist.",
  deleteEndsOn: "{plan} ist gekündigt und endet am <date></date>.",
  deleteOtherPays: "{name} bezahlt ihn. Bitten Sie dort um die Kündigung.",
  cancelPlan: "Tarif kündigen",
  deleteConfirm: "Geben Sie zur Bestätigung den Namen des Arbeitsbereichs ein",
  deleteMismatch: "Das ist nicht der Name des Arbeitsbereichs.",
  deleteButton: "Arbeitsbereich löschen",

  invitation: {
    title: "Einladung",
    heading: "{inviter} lädt Sie ein: {workspace}",
    as: {
      owner: "Der Arbeitsbereich würde auch Ihnen gehören.",
      admin: "Sie kämen in die Verwaltung: Sie laden Mitglieder ein und wählen den Tarif.",
      member: "Sie würden Mitglied: Sie nutzen, was der Tarif enthält.",
    },
    signIn: "Konto anlegen oder anmelden",
    signInLead: "Um sie anzunehmen, legen Sie ein Konto an oder melden Sie sich an. Danach sind Sie wieder hier.",
    signedInAs: "Sie sind angemeldet als {who}.",
    accept: "Einladung annehmen",
    member: "Sie gehören schon zu diesem Arbeitsbereich.",
    toWorkspace: "Zum Arbeitsbereich",
    otherAddress: "Diese Einladung ist für eine andere E-Mail-Adresse. Sie sind angemeldet als {who}.",
    goneTitle: "Diese Einladung gilt nicht mehr",
    gone: "Vielleicht wurde sie schon benutzt oder zurückgenommen, oder sie ist zu alt. Bitten Sie um eine neue.",
    toDashboard: "Zu Ihrer Übersicht",
  },

  notText: "Das müssen 1 bis 100 Zeichen sein.",
  notEmail: "Das muss eine E-Mail-Adresse sein.",
  refusals: {
    manager_role_required: "Das darf nur, wer den Arbeitsbereich besitzt oder verwaltet.",
    owner_role_required: "Das darf nur, wer den Arbeitsbereich besitzt.",
    member_not_found: "Dieses Mitglied gehört nicht mehr zum Arbeitsbereich.",
    last_owner:
      "Jemandem muss der Arbeitsbereich gehören. Geben Sie erst jemand anderem die Rolle Besitz, oder löschen Sie ihn.",
    payer_leaves:
      "Sie bezahlen diesen Arbeitsbereich. Bestätigen Sie, dass Sie weiter bezahlen, oder kündigen Sie vorher den Tarif.",
    workspace_has_plan: "Dieser Arbeitsbereich hat einen Tarif. Er kann gelöscht werden, sobald der Tarif beendet ist.",
    too_many_workspaces: "Mehr Arbeitsbereiche kann eine Person nicht besitzen. Löschen Sie erst einen.",
    invitation_not_found: "Diese Einladung gilt nicht mehr. Bitten Sie um eine neue.",
    invitation_for_another: "Diese Einladung ist für eine andere E-Mail-Adresse.",
    too_many_invitations: "Mehr offene Einladungen kann ein Arbeitsbereich nicht haben. Nehmen Sie erst eine zurück.",
  },
};
