import type { login as en } from "../en/login";
import type { Translation } from "../translation";

export const login: Translation<typeof en> = {
  title: "Anmelden",
  chosen: "Ihre Auswahl",
  otherPlan: "Die anderen Tarife ansehen",
  sessionExpired:
    "Ihre Sitzung ist abgelaufen, gespeichert wurde nichts. Melden Sie sich an, und versuchen Sie es dann noch einmal.",
  notOnOffer: "Der Tarif, den Sie gewählt haben, wird nicht mehr angeboten.",
  providersNeedScript: "Aktivieren Sie JavaScript, um sich auf andere Weise anzumelden.",
  trial: {
    forNewCustomers: "Neue Kunden testen diesen Tarif {days} lang kostenlos.",
    forYou: "Sie testen diesen Tarif {days} lang kostenlos.",
    notForYou:
      "Sie oder dieser Arbeitsbereich hatten schon einmal einen Tarif, deshalb beginnt dieser ohne kostenlose Testzeit.",
  },
  billing: {
    lead: "Sie können sich nicht anmelden, brauchen aber eine Rechnung oder möchten kündigen?",
    link: "Abrechnung per E-Mail verwalten",
  },
  link: {
    lead: "Sie werden als {email} angemeldet.",
    unconfirmed: "Damit ist auch Ihre E-Mail-Adresse bestätigt.",
    password:
      "Ihre Adresse war noch nicht bestätigt, deshalb wissen wir nicht, wer das Passwort dieses Kontos festgelegt hat. Es wird entfernt, und alle anderen Geräte werden abgemeldet. Ein neues Passwort können Sie auf Ihrer Kontoseite festlegen.",
    gone: "Er wurde verwendet, ist älter als {minutes, plural, one {# Minute} other {# Minuten}}, oder ein neuerer wurde verwendet.",
    again: "Zurück zur Anmeldung",
  },
  form: {
    signUpTitle: "Konto anlegen",
    signInTitle: "Anmelden",
    name: "Name",
    nameHint: "freiwillig",
    email: "E-Mail-Adresse",
    password: "Passwort",
    newPasswordHint: "Mindestens 8 Zeichen",
    workspace: "Für den Arbeitsbereich",
    signUp: "Konto anlegen",
    signIn: "Anmelden",
    signUpThenCheckout: "Konto anlegen und zur Kasse",
    signInThenCheckout: "Anmelden und zur Kasse",
    checkoutTitle: "Weiter zur Kasse",
    notForThat:
      "In diesem Arbeitsbereich wählen Besitzer und Verwalter die Tarife. Fragen Sie dort nach, oder wählen Sie einen anderen Arbeitsbereich.",
    toCheckout: "Weiter zur Kasse",
    forgot: "Passwort vergessen?",
    haveAccount: "Schon ein Konto?",
    noAccount: "Neu hier?",
    switchToSignIn: "Stattdessen anmelden",
    switchToSignUp: "Konto anlegen",
    signedInAs: "Sie sind angemeldet als {who}.",
    nobodyToBuyFor:
      "Tarife wählen Besitzer und Verwalter. Fragen Sie dort nach, oder legen Sie einen Arbeitsbereich an.",
    toDashboard: "Zur Übersicht",
    toWorkspaces: "Arbeitsbereich anlegen",
    wrongPassword: "E-Mail-Adresse oder Passwort ist falsch.",
    taken:
      "Zu dieser E-Mail-Adresse gibt es schon ein Konto. Melden Sie sich mit dem Passwort an. Haben Sie gerade eine E-Mail von uns bekommen, öffnen Sie zuerst den Link darin.",
    tooMany: "Zu viele Versuche. Versuchen Sie es in 15 Minuten noch einmal.",
    failed: "Der Server antwortet nicht. Prüfen Sie Ihre Verbindung und versuchen Sie es noch einmal.",
    byMail: {
      send: "Link zum Anmelden per E-Mail",
      sent: "Wenn es zu dieser Adresse ein Konto gibt, ist ein Link zum Anmelden unterwegs. Sehen Sie auch im Spam-Ordner nach.",
    },
    provider: {
      goOn: "Weiter mit {name}",
      or: "oder",
      addressTaken: "Zu dieser E-Mail-Adresse gibt es schon ein Konto. Melden Sie sich mit dem Passwort an.",
      addressContested:
        "Ein Konto mit einem Tarif verwendet diese Adresse, hat sie aber nie bestätigt. Wir haben dorthin geschrieben. Gehört es Ihnen, öffnen Sie den Link in der Mail und kommen Sie wieder. Wenn nicht, versuchen Sie es in einem Tag noch einmal.",
      addressNotVerified:
        "Dort ist keine Ihrer Adressen bestätigt. Bestätigen Sie sie dort, oder legen Sie ein Konto mit Passwort an.",
      verificationUnknown:
        "So können Sie sich hier nicht anmelden, weil wir nicht erfahren, ob Ihre E-Mail-Adresse bestätigt ist. Melden Sie sich anders an.",
      failed:
        "Die Anmeldung hat nicht geklappt. Versuchen Sie es noch einmal, oder melden Sie sich mit Ihrem Passwort an.",
    },
    problems: {
      name: "Höchstens 100 Zeichen.",
      email: "Geben Sie eine gültige E-Mail-Adresse ein.",
      password: "8 bis 200 Zeichen.",
    },
    commonPassword:
      "Dieses Passwort ist zu leicht zu erraten. Versuchen Sie es mit drei oder vier Wörtern ohne Zusammenhang.",
  },
};
