/** The path of a setting inside the record at `prefix`; '' is the record of all settings. */
export const joinPath = (prefix: string, name: string): string => (prefix === '' ? name : `${prefix}.${name}`);
