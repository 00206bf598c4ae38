import { t } from '../words/words.ts';

export interface TourStep {
  readonly title: string;
  readonly text: string;
  /** What is pointed at: the first of these that is in the window. */
  readonly at: readonly string[];
  /** The node to select before. */
  readonly node?: string;
}

/** The tour through the window, on the template with a report; two minutes for who reads every word. */
export const tourSteps = (): readonly TourStep[] => [
  { title: t('A flow is steps for rows'), text: t('Each box is a node: one reads rows, the next keeps some, the next adds them up. Rows go along the edges from left to right, and the number on an edge says how many.'), at: ['[data-testid="node-paid"]', '.canvas'], node: 'paid' },
  { title: t('All kinds of nodes'), text: t('Drag one onto the canvas, or press / and type what it should do, such as “join” or “read”. Dropped on an edge it goes in between; a file dropped on the canvas becomes its source.'), at: ['.palette'] },
  { title: t('Settings of the selected node'), text: t('They are checked while you type. A condition says at once for how many rows it is true, and what is wrong is told at the field.'), at: ['[data-testid="inspector"]'], node: 'paid' },
  { title: t('Its rows, before anything is run'), text: t('Above each column stand its type, its distribution and what is missing. Click a bar or a value to make a step of it. Previews write nothing.'), at: ['[data-testid="data-panel"]'], node: 'paid' },
  { title: t('Nothing is lost quietly'), text: t('One order has no amount. It is not gone: it is at the port “Rejected” of the filter, from where it can go on or be written.'), at: ['[data-testid="port-tab-rejected"]', '[data-testid="data-panel"]'], node: 'paid' },
  { title: t('Run writes the files'), text: t('F5 runs the whole flow. Files appear whole or not at all, and a run that fails leaves the old ones as they were. Every run is kept on record under History.'), at: ['[data-testid="run"]'] },
  { title: t('Charts on a page'), text: t('Draw any port under “Chart”, and add it to the dashboard of the flow. It is computed from all rows and can be exported as one page.'), at: ['.top-bar .segmented', '.top-bar'] },
  { title: t('Every action has a name'), text: t('Search for it here, also this tour. Help on a node is one key away, and a new flow can begin from a template or a sample. That was all: this flow is yours to change.'), at: ['[data-testid="search-actions"]'] },
];
