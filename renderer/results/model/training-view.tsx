import type { TrainingAccount } from '../../../engine/core/training-account.ts';
import { importanceRows, metricRows } from './training-facts.ts';
import { t } from '../../words/words.ts';
import { formatWhole } from '../../ui/format-figures.ts';

/** How a training went: figures, what each column is worth, right and wrong classes, warnings. */
export function TrainingView({ account }: { readonly account: TrainingAccount }) {
  const metrics = metricRows(account);
  const importance = importanceRows(account.importance);
  const judged = metrics.some((row) => row.validation !== null);
  return (
    <section data-testid="training">
      {account.warnings.map((warning) => (
        <p key={warning} className="training-warning">
          {warning}
        </p>
      ))}
      <h3>{t('How good it is')}</h3>
      <table className="training-figures">
        <thead>
          <tr>
            <td />
            {judged ? <th scope="col">{t('Kept rows')}</th> : null}
            <th scope="col">{t('Rows learned from')}</th>
          </tr>
        </thead>
        <tbody>
          {metrics.map((row) => (
            <tr key={row.name}>
              <th scope="row">{row.name}</th>
              {judged ? <td>{row.validation}</td> : null}
              <td>{row.training}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {importance.length > 0 ? (
        <>
          <h3>{t('What is lost without a column')}</h3>
          <table className="training-figures">
            <tbody>
              {importance.map((row) => (
                <tr key={row.feature}>
                  <th scope="row">{row.feature}</th>
                  <td>{row.drop}</td>
                  <td className="training-bar">
                    <span style={{ width: `${row.share * 100}%` }} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </>
      ) : null}
      {account.confusion !== null && account.classes !== null && account.classes.length <= 12 ? <Confusion classes={account.classes} rows={account.confusion} /> : null}
    </section>
  );
}

function Confusion({ classes, rows }: { readonly classes: readonly string[]; readonly rows: readonly (readonly number[])[] }) {
  return (
    <>
      <h3>{t('True class by row, predicted by column')}</h3>
      <table className="training-figures">
        <thead>
          <tr>
            <td />
            {classes.map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, i) => (
            <tr key={classes[i]}>
              <th scope="row">{classes[i]}</th>
              {row.map((count, j) => (
                <td key={classes[j]} className={i === j ? undefined : 'faint'}>
                  {formatWhole(count)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
