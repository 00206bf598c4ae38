/** What is wrong with a file as XML, told of a line. */
export class XmlTrouble extends Error {}
