/** Controls, what turns the direction of text, and what takes no room: with them a text can read otherwise than it runs. */
const hidden = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

/** A text in which every sign that is not seen stands as its number, such as ⟦U+202E⟧; line breaks and tabs stay. */
export const plainlyShown = (text: string): string => text.replace(hidden, (sign) => (sign === '\n' || sign === '\t' ? sign : `⟦U+${sign.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}⟧`));
