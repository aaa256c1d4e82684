import type { account as english } from "../en/account";
import type { Translation } from "../translation";

export const account: Translation<typeof english> = {
  title: "Ihr Konto",
  link: "Ihr Konto",
  signedInAs: "Angemeldet als {who}",
  contents: "Auf dieser Seite",

  done: {
    name: "Name gespeichert",
    asked: "Eine E-Mail mit einem Link ist unterwegs, falls kein anderes Konto die Adresse bestätigt hat.",
    password: "Passwort geändert. Auf allen anderen Geräten sind Sie abgemeldet.",
    ended: "Dieses Gerät ist abgemeldet.",
    others: "Alle anderen Geräte sind abgemeldet.",
  },

  profile: "Name",
  name: "Name",
  nameHint: "Sichtbar für Mitglieder Ihrer Arbeitsbereiche",
  save: "Speichern",
  notText: "Höchstens 100 Zeichen.",

  address: "E-Mail-Adresse",
  addressIs: { confirmed: "{email}, bestätigt", unconfirmed: "{email}, noch nicht bestätigt" },
  noAddress:
    "Ihr Konto hat keine E-Mail-Adresse mehr, weil ein anderes Konto sie bestätigt hat. Geben Sie eine neue an.",
  unconfirmedLead:
    "Öffnen Sie den Link, den wir Ihnen geschickt haben. Bis dahin kann ein anderes Konto diese Adresse bestätigen, und Sie können keine Einladungen an sie annehmen.",
  askAgain: "E-Mail noch einmal senden",
  newAddress: "Neue Adresse",
  newAddressHint: "Wir senden einen Link dorthin. Ihre Adresse ändert sich, wenn Sie sie bestätigen.",
  changeAddress: "Adresse ändern",

  password: "Passwort",
  passwordLead: "Ein neues Passwort meldet Sie auf allen anderen Geräten ab.",
  noPassword: "Sie melden sich mit {providers} an. Mit einem Passwort können Sie sich auch direkt hier anmelden.",
  present: "Aktuelles Passwort",
  new: "Neues Passwort",
  newHint: "8–200 Zeichen",
  change: "Passwort ändern",
  set: "Passwort festlegen",
  wrongPassword: "Das ist nicht Ihr aktuelles Passwort.",
  passwordLength: "Verwenden Sie 8–200 Zeichen.",
  passwordCommon:
    "Dieses Passwort ist zu leicht zu erraten. Nehmen Sie drei oder vier Wörter, die nicht zusammengehören.",

  devices: "Wo Sie angemeldet sind",
  thisDevice: "Dieses Gerät",
  unknownDevice: "Unbekanntes Gerät",
  deviceOf: "{browser} auf {system}",
  methods: { password: "mit einem Passwort", mail: "mit einem Link per E-Mail", other: "mit {provider}" },
  seen: "Zuletzt am <date></date>, von {address}",
  since: "Angemeldet am <date></date> {how}",
  end: "Abmelden",
  endOf: "{device} abmelden",
  endOthers: "Überall sonst abmelden",
  endOthersAsk: "Überall sonst abmelden…",
  endOthersTitle: "Überall sonst abmelden?",
  endOthersWhat:
    "{count, plural, one {# anderes Gerät wird} other {# andere Geräte werden}} sofort abgemeldet. Hier bleiben Sie angemeldet.",
  keep: "Abbrechen",
  linkTitle: "{provider} verbinden?",
  unlinkTitle: "{provider} trennen?",
  unlinkWhat: "Sie können sich dann nicht mehr mit {provider} anmelden. Verbinden können Sie es jederzeit wieder.",

  export: "Ihre Daten",
  exportLead:
    "Alles, was hier über Sie gespeichert ist, als JSON-Datei: Konto, Arbeitsbereiche, Abonnements und Rechnungen.",
  exportLink: "Ihre Daten herunterladen",

  danger: "Gefahrenbereich",
  delete: "Konto löschen",
  deleteAsk: "Konto löschen…",
  deleteTitle: "Ihr Konto löschen?",
  deleteWhat:
    "Sie verlieren sofort den Zugang zu allen Arbeitsbereichen. Es wird nichts mehr berechnet. Das lässt sich nicht rückgängig machen.",
  deleteLead:
    "Wir löschen Ihren Namen, Ihre Adresse, Ihr Passwort und Ihre Anmeldungen sowie die Arbeitsbereiche, in denen sonst niemand ist. Alle anderen verlassen Sie.",
  deleteStays:
    "Rechnungen und Zahlungen bleiben erhalten, weil das Steuerrecht es verlangt, mit dem Namen und der E-Mail-Adresse, die Stripe von Ihnen hat.",
  deletePays: "Sie bezahlen für {workspace}. Kündigen Sie diesen Tarif zuerst.",
  deleteEnds:
    "Der Tarif, den Sie in {workspace} bezahlen, endet am <date></date>. Danach können Sie das Konto löschen.",
  deleteAlone:
    "{workspace} gehört nur Ihnen. Geben Sie einem anderen Mitglied die Rolle Besitz, oder löschen Sie den Arbeitsbereich.",
  elsewhere: "einen gelöschten Arbeitsbereich",
  deleteConfirm: "Ich weiß, dass sich das nicht rückgängig machen lässt.",
  deleteButton: "Mein Konto löschen",
  deletePassword: "Ihr Passwort",
  deletedTitle: "Ihr Konto ist gelöscht",

  forgot: {
    title: "Passwort vergessen?",
    lead: "Geben Sie Ihre E-Mail-Adresse ein. Wenn es dazu ein Konto gibt, geht eine E-Mail mit einem Link dorthin, über den Sie ein neues Passwort festlegen.",
    leadValid: "Der Link gilt einmal, für {minutes, plural, one {# Minute} other {# Minuten}}.",
    email: "E-Mail-Adresse",
    notEmail: "Geben Sie eine gültige E-Mail-Adresse ein.",
    send: "Link senden",
    sent: "Wenn es zu dieser Adresse ein Konto gibt, ist eine E-Mail unterwegs. Sehen Sie auch im Spam-Ordner nach.",
    noMail: "Von hier können keine E-Mails gesendet werden.",
    ask: "Bitten Sie uns um einen Link, über den Sie ein neues Passwort festlegen.",
    back: "Zurück zur Anmeldung",
  },
  reset: {
    title: "Neues Passwort festlegen",
    lead: "Für das Konto von {email}. Sie werden auf allen Geräten abgemeldet.",
    button: "Passwort festlegen",
    doneTitle: "Ihr Passwort ist festgelegt",
    done: "Melden Sie sich jetzt damit an.",
    signIn: "Anmelden",
    goneTitle: "Dieser Link gilt nicht mehr",
    gone: "Er wurde verwendet, ist älter als {minutes, plural, one {# Minute} other {# Minuten}}, oder ein neuerer wurde verwendet.",
    again: "Neuen Link anfordern",
    others:
      "{count, plural, one {# weitere Person ist} other {# weitere Personen sind}} in den Arbeitsbereichen dieses Kontos. Seine Adresse war bisher nicht bestätigt, also kann jemand anderes sie eingeladen haben. Prüfen Sie nach der Anmeldung die Mitglieder jedes Arbeitsbereichs.",
  },

  confirm: {
    title: "Adresse bestätigen",
    lead: "Bestätigen Sie {email} als Adresse Ihres Kontos.",
    change: "Bestätigen Sie {email} als neue Adresse Ihres Kontos. Sie ersetzt {before}.",
    which: "Das Konto: {name}, angelegt am {moment}.",
    whichUnnamed: "Das Konto wurde am {moment} angelegt.",
    button: "Diese Adresse bestätigen",
    password: "Passwort dieses Kontos",
    wrongPassword: "Das ist nicht das Passwort dieses Kontos.",
    signInFirst: "Melden Sie sich bei diesem Konto an und öffnen Sie den Link dann noch einmal.",
    notMine:
      "Sie haben dieses Konto nicht angelegt oder kennen das Passwort nicht? Dann bestätigen Sie nicht. Mit einem neuen Passwort werden dort alle anderen abgemeldet, und die Adresse ist für Sie bestätigt.",
    notMineChange: "Nicht Ihr Konto? Dann bestätigen Sie nicht und ignorieren Sie die E-Mail.",
    doneTitle: "Ihre Adresse ist bestätigt",
    toDashboard: "Zu Ihrer Übersicht",
    gone: "Er wurde verwendet, ist zu alt, oder die Adresse wurde für ein anderes Konto bestätigt. Fordern Sie auf der Seite Ihres Kontos einen neuen an.",
  },
  notice: {
    unconfirmed: "Öffnen Sie den Link, den wir Ihnen geschickt haben, um Ihre E-Mail-Adresse zu bestätigen.",
    contested:
      "Jemand anderes möchte Ihre E-Mail-Adresse verwenden. Bestätigen Sie sie, um sie zu behalten: über den Link, den wir Ihnen geschickt haben, oder einen neuen.",
    missing: "Ihr Konto hat keine E-Mail-Adresse mehr.",
    toAccount: "Zu Ihrem Konto",
  },

  refusals: {
    link_not_valid: "Dieser Link gilt nicht mehr. Fordern Sie einen neuen an.",
    password_refused: "Dieses Passwort ist nicht möglich. Verwenden Sie ein anderes.",
    address_not_confirmed: "Bestätigen Sie zuerst Ihre E-Mail-Adresse. Den Link dazu haben wir Ihnen geschickt.",
    address_contested:
      "Ein anderes Konto mit einem bezahlten Tarif verwendet diese Adresse. Eine E-Mail dazu ist gerade unterwegs. Wenn das Ihr Konto ist, behalten Sie die Adresse dort. Sonst versuchen Sie es noch einmal.",
    wrong_password: "Das ist nicht Ihr aktuelles Passwort.",
    account_linked_elsewhere: "Mit diesem Konto meldet sich schon jemand anderes an.",
    last_way_in:
      "Anders können Sie sich nicht anmelden. Legen Sie zuerst ein Passwort fest oder verbinden Sie ein weiteres Konto.",
    sign_in_again: "Melden Sie sich dafür erst ab und wieder an, damit wir wissen, dass Sie es sind.",
    account_pays: "Sie bezahlen für einen Tarif. Das Konto kann gelöscht werden, sobald er geendet hat.",
    account_owns_workspace:
      "Ein Arbeitsbereich mit anderen Mitgliedern gehört nur Ihnen. Geben Sie zuerst einem davon die Rolle Besitz.",
  },
};
