import type { login as en } from "../en/login";
import type { Translation } from "../translation";

export const login: Translation<typeof en> = {
  title: "Anmelden",
  chosen: "Ihre Auswahl",
  otherPlan: "Die anderen Tarife ansehen",
  notOnOffer: "Der Tarif, den Sie gewählt haben, wird nicht mehr angeboten.",
  trial: {
    forNewCustomers: "Neue Kunden zahlen die ersten {days} nichts.",
    forYou: "Sie zahlen die ersten {days} nichts.",
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
      "In dem Arbeitsbereich, für den dieser Tarif gewählt wurde, kann nur einen Tarif wählen, wer ihn besitzt oder verwaltet. Sie können ihn für einen anderen wählen.",
    toCheckout: "Weiter zur Kasse",
    forgot: "Passwort vergessen?",
    haveAccount: "Sie haben schon ein Konto?",
    noAccount: "Sie haben noch kein Konto?",
    switchToSignIn: "Stattdessen anmelden",
    switchToSignUp: "Konto anlegen",
    signedInAs: "Sie sind angemeldet als {who}.",
    nobodyToBuyFor:
      "Sie sind angemeldet, aber es gibt keinen Arbeitsbereich, für den Sie einen Tarif wählen können. Fragen Sie jemanden, der Ihren besitzt oder verwaltet, oder legen Sie einen an.",
    toDashboard: "Zur Übersicht",
    toWorkspaces: "Eigenen Arbeitsbereich anlegen",
    wrongPassword: "Diese Adresse und dieses Passwort gehören nicht zusammen. Bitte prüfen Sie beides.",
    taken:
      "Zu dieser Adresse scheint es schon ein Konto zu geben. Melden Sie sich mit dessen Passwort an. Haben Sie gerade eine Mail von uns bekommen, öffnen Sie zuerst deren Link.",
    tooMany: "Das waren zu viele Versuche. Bitte warten Sie eine Viertelstunde und versuchen Sie es dann noch einmal.",
    failed: "Das hat nicht geklappt. Bitte prüfen Sie Ihre Verbindung und versuchen Sie es noch einmal.",
    byMail: {
      send: "Link zum Anmelden per E-Mail",
      sent: "Wenn es zu dieser Adresse ein Konto gibt, ist ein Link zum Anmelden unterwegs. Sehen Sie auch im Spam-Ordner nach.",
    },
    provider: {
      goOn: "Weiter mit {name}",
      or: "oder",
      addressTaken: "Zu dieser Adresse gibt es schon ein Konto mit einem Passwort. Melden Sie sich damit an.",
      addressContested:
        "Ein Konto mit einem Tarif verwendet diese Adresse, hat sie aber nie bestätigt. Wir haben dorthin geschrieben. Gehört es Ihnen, öffnen Sie den Link in der Mail und kommen Sie wieder. Wenn nicht, versuchen Sie es in einem Tag noch einmal.",
      addressNotVerified:
        "Dort ist keine Ihrer Adressen bestätigt. Bestätigen Sie sie dort, oder legen Sie ein Konto mit Passwort an.",
      verificationUnknown:
        "So können Sie sich hier nicht anmelden, weil wir nicht erfahren, ob Ihre E-Mail-Adresse bestätigt ist. Melden Sie sich anders an.",
      failed:
        "Das hat nicht geklappt. Es hat sich nichts geändert; versuchen Sie es noch einmal, oder melden Sie sich mit Ihrem Passwort an.",
    },
    problems: {
      name: "Das muss ein Name mit höchstens 100 Zeichen sein.",
      email: "Das muss eine E-Mail-Adresse sein.",
      password: "Das müssen 8 bis 200 Zeichen sein.",
    },
    commonPassword:
      "Dieses Passwort ist zu leicht zu erraten. Versuchen Sie es mit drei oder vier Wörtern ohne Zusammenhang.",
  },
};
