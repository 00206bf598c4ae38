/** Text from files as one line that does nothing to a terminal: line breaks become spaces, other control characters a sign that can be seen. */
export const visibleText = (text: string): string => text.replaceAll(/[\n\r\t]/g, ' ').replaceAll(/\p{Cc}/gu, '\uFFFD');
