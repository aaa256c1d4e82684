/**
 * SQL: the language of mail to the user of a row, by whatever it is caused. What they chose counts (account
 * page, or the foot of a page while signed in), else that of their last checkout, else the given one.
 * @param user the row's name
 * @param otherwise SQL: that of the page whose request is the cause, or English where time is
 */
export const languageOf = (user: string, otherwise: string): string =>
  `COALESCE(${user}.chosen_language, ${user}.language, ${otherwise})`;
