/** A column of the rows of an XML file: where its values are in a record, such as `customer/name`, `@id`, `line/@sku` or `.` for the text of the record itself. */
export interface XmlField {
  readonly name: string;
  readonly path: string;
  /** Several values are a list; otherwise a record with several is an error. */
  readonly many: boolean;
  /** Values are JSON, also those that are mere text. */
  readonly json?: boolean;
}

/** How an XML file is read: each element called `record`, or at that path from the root when it begins with a slash, is a row. */
export interface XmlReading {
  readonly record: string;
  readonly fields: readonly XmlField[];
}

export const xmlType = (field: XmlField): string => (field.many ? 'VARCHAR[]' : 'VARCHAR');

/** Why a path of a field cannot be, or null. */
export function xmlPathProblem(path: string): string | null {
  if (path === '.') return null;
  const parts = path.split('/');
  const wrong = parts.find((part, i) => !(part === '*' || /^(@(?=.)(?!.*@))?[^\s/@*[\]()=<>"']+$/u.test(part)) || (part.startsWith('@') && i < parts.length - 1));
  return wrong === undefined ? null : `"${wrong || path}" is no step of a path. Write names of elements with / between, such as customer/name, and @ before an attribute at the end`;
}
