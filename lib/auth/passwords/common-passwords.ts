// What people and machines try first. A list of our own: the forms, names and rows of keys that every public list of
// leaked passwords begins with, in every spelling that `plain` makes one.
const TRIED = `
  password passwort passw0rd pass passwd mypassword thepassword yourpassword newpassword secret geheim letmein welcome
  willkommen changeme changeit default admin administrator root login user guest test tester testing temp demo master
  superman batman spiderman pokemon starwars dragon monkey princess sunshine shadow football fussball baseball basketball
  soccer hockey michael michelle jennifer jessica jordan ashley daniel thomas andrew charlie matthew joshua nicole hannah
  iloveyou loveyou iloveu trustno trustnoone whatever freedom computer internet samsung iphone google facebook linkedin
  microsoft windows apple hello helloworld hallo hallowelt abc abcd abcdef abcdefg abcdefgh abcdefghij qwerty qwertyui
  qwertyuiop qwertz qwertzui qwertzuiop azerty azertyuiop asdf asdfgh asdfghjk asdfghjkl zxcvbn zxcvbnm yxcvbnm qazwsx
  qazwsxedc qweasd qweasdzxc aqaaq mustang corvette ferrari mercedes porsche harley chelsea liverpool arsenal barcelona
  realmadrid juventus bayern schalke dortmund summer winter spring autumn sommer herbst fruehling january february monday
  sunday access security killer ninja hunter ranger cookie cheese chocolate banana orange pepper ginger flower butterfly
  angel babygirl blessed jesus christ maria alexander anthony william robert victoria elizabeth charlotte samantha
  amanda andrea patrick nicholas benjamin christian snoopy tigger scooby maverick phoenix matrix genius wizard lovely
  forever family friends money business company office hypersaas
`;

// As people write letters in digits and signs.
const LETTERS = new Map(
  Object.entries({ "0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "@": "a", $: "s", "!": "i" }),
);
const inLetters = (text: string) => text.replaceAll(/[013457@$!]/g, (sign) => LETTERS.get(sign) ?? sign);

const common = new Set(TRIED.trim().split(/\s+/).map(inLetters));

const ROWS = [
  "01234567890",
  "09876543210",
  "abcdefghijklmnopqrstuvwxyz",
  "qwertyuiop",
  "qwertzuiop",
  "asdfghjkl",
  "1q2w3e4r5t6z7u8i9o0p",
  "1q2w3e4r5t6y7u8i9o0p",
  "1qaz2wsx3edc4rfv",
];

/** A piece that is repeated to its end: aaaaaaaa, 12121212, abcabcabc. */
const isRepeated = (text: string) => /^(.{1,4})\1+.{0,3}$/s.test(text) && new Set(text).size <= 4;

/** Whether a password is among the first that anybody would guess, for any account or for this one. */
export function isCommonPassword(password: string, email = ""): boolean {
  const text = password.toLowerCase().replaceAll(/[\s._-]/g, "");
  const forms = [text.replace(/^[\d!@#$%&*?+=]+|[\d!@#$%&*?+=]+$/g, ""), text.replace(/[!?#*]+$/, ""), text];
  const name = email.split("@")[0]?.toLowerCase() ?? "";
  return (
    isRepeated(text) ||
    ROWS.some((row) => row.includes(text)) ||
    forms.some((form) => common.has(inLetters(form)) || isTwice(inLetters(form))) ||
    (name.length > 2 && forms.some((form) => form === name.replaceAll(/[\s._-]/g, ""))) ||
    password.toLowerCase() === email.toLowerCase()
  );
}

/** passwordpassword */
const isTwice = (text: string) => {
  const half = text.slice(0, text.length / 2);
  return half + half === text && common.has(half);
};
