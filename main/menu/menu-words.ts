/** The languages of the menu bar and the system's dialogs. */
export type MenuLanguage = 'en' | 'de';

/** What the program shows outside the page, in German by its English; the page's own texts are in renderer/words. */
const german = {
  '&File': '&Datei',
  '&Edit': '&Bearbeiten',
  '&View': '&Ansicht',
  '&Run': 'A&usführen',
  '&Window': '&Fenster',
  '&Help': '&Hilfe',
  'New flow': 'Neuer Flow',
  'New window': 'Neues Fenster',
  'Open …': 'Öffnen …',
  Save: 'Speichern',
  'Save as …': 'Speichern unter …',
  'Settings …': 'Einstellungen …',
  'Close window': 'Fenster schließen',
  Quit: 'Beenden',
  Undo: 'Rückgängig',
  Redo: 'Wiederholen',
  Cut: 'Ausschneiden',
  Copy: 'Kopieren',
  Paste: 'Einfügen',
  'Select all': 'Alles auswählen',
  'Run the flow': 'Flow ausführen',
  'Run once': 'Einmal ausführen',
  'Run to the selected node': 'Bis zum ausgewählten Knoten ausführen',
  Cancel: 'Abbrechen',
  'Parameters …': 'Parameter …',
  'Schedules …': 'Zeitpläne …',
  'Zoom to fit': 'Alles zeigen',
  'Zoom in': 'Vergrößern',
  'Zoom out': 'Verkleinern',
  'Zoom to 100 %': 'Auf 100 % zoomen',
  Palette: 'Palette',
  Inspector: 'Inspektor',
  Data: 'Daten',
  Problems: 'Probleme',
  'Light or dark': 'Hell oder dunkel',
  'Dark theme': 'Dunkles Design',
  'Light theme': 'Helles Design',
  'Theme of the system': 'Design des Systems',
  'Full screen': 'Vollbild',
  'Developer tools': 'Entwicklerwerkzeuge',
  'Search actions …': 'Aktionen suchen …',
  'Help on the selected node': 'Hilfe zum ausgewählten Knoten',
  'Take the tour': 'Rundgang machen',
  Samples: 'Beispiele',
  'Keyboard shortcuts': 'Tastenkürzel',
  'What changed': 'Was sich geändert hat',
  'About Millrace': 'Über Millrace',
  'Millrace flow': 'Millrace-Flow',
  'All files': 'Alle Dateien',
  'Open flow': 'Flow öffnen',
  'Save flow': 'Flow speichern',
  'Write to': 'Schreiben nach',
  'Choose a file': 'Datei wählen',
  'Save the changes to {name}?': 'Änderungen an {name} speichern?',
  'Without saving, the changes are lost.': 'Ohne Speichern gehen die Änderungen verloren.',
  "Don't save": 'Nicht speichern',
  Untitled: 'Unbenannt',
} as const;

export type MenuText = keyof typeof german;

/** The text in a language; `{name}` is still to be put in. */
export const menuWord = (language: MenuLanguage, text: MenuText): string => (language === 'de' ? german[text] : text);

/** The language of the system, until a window tells the one that was chosen. */
export const systemLanguage = (locale: string): MenuLanguage => (/^de\b/i.test(locale) ? 'de' : 'en');
