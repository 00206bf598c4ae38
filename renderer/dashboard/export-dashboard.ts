import { chartNumbers } from '../../engine/chart/chart-numbers.ts';
import { dashboardPage, drawingSize, type DrawnTile } from '../../engine/chart/dashboard-page.ts';
import type { Tile } from '../../engine/chart/dashboard-tiles.ts';
import { leftOutText } from '../../engine/chart/wish-title.ts';
import { download } from '../results/chart/chart-export.ts';
import { failureText, notify } from '../state/session.ts';
import type { TileAnswer } from './tile-answers.ts';
import { t } from '../words/words.ts';

/** Hands the dashboard to the person as one page of HTML, with what its charts show now. */
export async function exportDashboard(title: string, description: string | null, tiles: readonly Tile[], answers: Readonly<Record<string, TileAnswer>>, live: boolean): Promise<void> {
  try {
    const { plotChart } = await import('../../engine/chart/plot-chart.ts');
    const drawn = tiles.map((tile): DrawnTile => {
      const answer = answers[tile.key];
      const place = { title: tile.title, place: tile.place };
      if (!answer?.drawn) return { ...place, drawing: null, note: answer?.problem ?? t('This chart was not drawn yet.'), numbers: null };
      const { rows, wish } = answer.drawn;
      if (rows.length === 0) return { ...place, drawing: null, note: t('No row has a value in the chosen columns.'), numbers: null };
      return { ...place, drawing: plotChart(rows, wish, { ...drawingSize(tile.place), title: tile.title }, document).outerHTML, note: leftOutText(rows, wish), numbers: chartNumbers(rows, wish) };
    });
    const oldest = tiles.flatMap(({ key }) => answers[key]?.drawn?.preview.taken ?? []).sort()[0] ?? new Date().toISOString();
    const time = `${oldest.slice(0, 16).replace('T', ' ')} UTC`;
    const page = dashboardPage({ title, description, made: live ? t('Made by Millrace of the rows a running stream had delivered as of {time}.', { time }) : t('Made by Millrace of all rows as of {time}.', { time }), tiles: drawn });
    download(`${title.replaceAll(/[^\p{L}\p{N}_-]+/gu, '-')}.html`, new Blob([page], { type: 'text/html' }));
  } catch (error) {
    notify(failureText(error), 'danger');
  }
}
