/** Encodings of one byte a character that text files are read and written in, as choices of a setting. */
export const singleByteEncodings = [
  { value: 'windows-1252', label: 'Windows-1252 (Western Europe)' },
  { value: 'latin-1', label: 'Latin-1 (ISO 8859-1)' },
  { value: 'iso-8859-15', label: 'Latin-9 (ISO 8859-15)' },
  { value: 'iso-8859-2', label: 'Latin-2 (ISO 8859-2)' },
  { value: 'windows-1250', label: 'Windows-1250 (Central Europe)' },
  { value: 'windows-1251', label: 'Windows-1251 (Cyrillic)' },
  { value: 'windows-1253', label: 'Windows-1253 (Greek)' },
  { value: 'windows-1254', label: 'Windows-1254 (Turkish)' },
  { value: 'windows-1257', label: 'Windows-1257 (Baltic)' },
  { value: 'koi8-r', label: 'KOI8-R (Cyrillic)' },
  { value: 'ibm866', label: 'IBM 866 (Cyrillic)' },
  { value: 'macintosh', label: 'Mac Roman' },
] as const;
