import { t } from '../words/words.ts';
import { rowsOf, templateFlow, type Template } from './template.ts';

const replaceIt = (node: string) => t('**Your data:** select “{node}” and choose *Read a file instead*. The steps behind it then tell which columns they miss.', { node });

/** What people begin with most often, in the language of the window. */
export const templates = (): readonly Template[] => [cleanFile(), matchTables(), quarantine(), versions(), report(), overTime()];

const orders = { order_id: 'INTEGER', customer: 'VARCHAR', region: 'VARCHAR', ordered: 'DATE', amount: 'DECIMAL(10,2)' };

function cleanFile(): Template {
  const name = t('Clean a file');
  const nodes = {
    raw: { type: 'inline-table', title: t('Raw rows'), at: [0, 0], params: rowsOf({ id: 'VARCHAR', name: 'VARCHAR', joined: 'VARCHAR', amount: 'VARCHAR' }, [['1', '  Ada  Lovelace ', '2024-01-05', '120.50'], ['2', 'Grace Hopper', '2024-02-30', '80'], ['3', 'Alan   Turing', '2024-03-01', 'n/a'], ['1', 'Ada Lovelace', '2024-01-05', '120.50'], ['4', '', '2024-03-09', '42']]) },
    texts: { type: 'clean-text', title: t('Tidy texts'), at: [1, 0], params: {} },
    unique: { type: 'distinct-rows', title: t('Without repeats'), at: [2, 0], params: { columns: ['id'] } },
    types: { type: 'convert-types', title: t('Real types'), at: [3, 0], params: { columns: [{ column: 'id', type: 'INTEGER' }, { column: 'joined', type: 'DATE' }, { column: 'amount', type: 'DECIMAL(10,2)' }] } },
    clean: { type: 'write-parquet', title: t('Clean rows'), at: [4, 0], params: { path: 'output/clean.parquet' } },
    unread: { type: 'write-delimited', title: t('What did not fit'), at: [4, 1], params: { path: 'output/did-not-fit.csv' } },
  } as const;
  return { id: 'clean', name, text: t('Trims texts, drops repeated rows and converts types; what does not convert goes to a file of its own.'), flow: templateFlow(name, replaceIt(nodes.raw.title), nodes, ['raw.out > texts.in', 'texts.out > unique.in', 'unique.unique > types.in', 'types.out > clean.in', 'types.errors > unread.in']) };
}

function matchTables(): Template {
  const name = t('Match two tables');
  const nodes = {
    orders: { type: 'inline-table', title: t('Orders'), at: [0, 0], params: rowsOf({ order_id: 'INTEGER', customer_id: 'VARCHAR', amount: 'DECIMAL(10,2)' }, [[1, 'C1', '120.50'], [2, 'C2', '80'], [3, 'C9', '45.25'], [4, 'C1', '310']]) },
    customers: { type: 'inline-table', title: t('Customers'), at: [0, 1], params: rowsOf({ customer_id: 'VARCHAR', name: 'VARCHAR', region: 'VARCHAR' }, [['C1', 'Ada', 'north'], ['C2', 'Grace', 'south'], ['C3', 'Alan', 'north']]) },
    matched: { type: 'join', title: t('Orders with customers'), at: [1, 0], params: { keys: [{ left: 'customer_id', right: 'customer_id' }] } },
    totals: { type: 'aggregate', title: t('Total per region'), at: [2, 0], params: { groups: [{ by: 'region' }], measures: [{ function: 'count' }, { function: 'sum', column: 'amount', as: 'total' }] } },
    report: { type: 'write-excel', title: t('Report'), at: [3, 0], params: { path: 'output/regions.xlsx', sheet: 'Regions' } },
    unmatched: { type: 'write-delimited', title: t('Orders without a customer'), at: [3, 1], params: { path: 'output/orders-without-customer.csv' } },
  } as const;
  return { id: 'match', name, text: t('Joins two tables by a key, adds up per group, and writes down which rows found no partner.'), flow: templateFlow(name, replaceIt(nodes.orders.title), nodes, ['orders.out > matched.left', 'customers.out > matched.right', 'matched.joined > totals.in', 'totals.out > report.in', 'matched.left-only > unmatched.in']) };
}

function quarantine(): Template {
  const name = t('Check rows, set bad ones aside');
  const nodes = {
    rows: { type: 'inline-table', title: t('Orders'), at: [0, 0], params: rowsOf(orders, [[1, 'C1', 'north', '2024-01-03', '120.50'], [2, 'C2', 'south', '2024-01-04', '-80'], [3, null, 'north', '2024-01-04', '45.25'], [3, 'C4', 'moon', '2024-01-06', '12']]) },
    rules: { type: 'check-rows', title: t('Rules'), at: [1, 0], params: { rules: [{ rule: 'not-null', column: 'customer' }, { rule: 'unique', column: 'order_id' }, { rule: 'in-set', column: 'region', values: ['north', 'south', 'east', 'west'] }, { rule: 'range', column: 'amount', min: '0' }] } },
    good: { type: 'write-parquet', title: t('Good rows'), at: [2, 0], params: { path: 'output/orders.parquet' } },
    bad: { type: 'write-json', title: t('Quarantine'), at: [2, 1], params: { path: 'output/quarantine.jsonl' } },
    account: { type: 'view-table', title: t('How each rule fared'), at: [2, 2], params: {} },
  } as const;
  return { id: 'check', name, text: t('Rules for missing values, repeats, allowed values and limits; rows that break one are written with the reason.'), flow: templateFlow(name, replaceIt(nodes.rows.title), nodes, ['rows.out > rules.in', 'rules.passed > good.in', 'rules.rejected > bad.in', 'rules.report > account.in']) };
}

function versions(): Template {
  const name = t('What changed between two versions');
  const price = { sku: 'VARCHAR', article: 'VARCHAR', price: 'DECIMAL(8,2)' };
  const nodes = {
    before: { type: 'inline-table', title: t('Before'), at: [0, 0], params: rowsOf(price, [['A1', 'Lamp', '29.90'], ['A2', 'Chair', '89.00'], ['A3', 'Desk', '240.00']]) },
    after: { type: 'inline-table', title: t('After'), at: [0, 1], params: rowsOf(price, [['A1', 'Lamp', '34.90'], ['A3', 'Desk', '240.00'], ['A4', 'Shelf', '59.00']]) },
    compared: { type: 'compare-tables', title: t('Compare'), at: [1, 0], params: { keys: [{ left: 'sku', right: 'sku' }] } },
    changed: { type: 'write-excel', title: t('Changed'), at: [2, 0], params: { path: 'output/changes.xlsx', sheet: 'Changed', position: 1 } },
    added: { type: 'write-excel', title: t('Added'), at: [2, 1], params: { path: 'output/changes.xlsx', sheet: 'Added', position: 2 } },
    removed: { type: 'write-excel', title: t('Removed'), at: [2, 2], params: { path: 'output/changes.xlsx', sheet: 'Removed', position: 3 } },
  } as const;
  return { id: 'versions', name, text: t('Compares two tables by a key and writes changed, added and removed rows to the sheets of one workbook.'), flow: templateFlow(name, replaceIt(nodes.before.title), nodes, ['before.out > compared.before', 'after.out > compared.after', 'compared.changed > changed.in', 'compared.added > added.in', 'compared.removed > removed.in']) };
}

function report(): Template {
  const name = t('Report with a chart');
  const nodes = {
    sales: { type: 'inline-table', title: t('Sales'), at: [0, 0], params: rowsOf(orders, [[1, 'C1', 'north', '2024-01-03', '120.50'], [2, 'C2', 'south', '2024-01-04', '80'], [3, 'C1', 'north', '2024-02-04', '45.25'], [4, 'C3', 'east', '2024-02-11', '310'], [5, 'C2', 'south', '2024-03-02', '95'], [6, 'C4', 'west', '2024-03-09', null]]) },
    paid: { type: 'filter-rows', title: t('With an amount'), at: [1, 0], params: { condition: 'amount IS NOT NULL' } },
    totals: { type: 'aggregate', title: t('Total per region'), at: [2, 0], params: { groups: [{ by: 'region' }], measures: [{ function: 'count' }, { function: 'sum', column: 'amount', as: 'total' }] } },
    sorted: { type: 'sort-rows', title: t('Largest first'), at: [3, 0], params: { keys: [{ by: 'total', direction: 'descending' }] } },
    chart: { type: 'view-chart', title: t('Total per region'), at: [4, 0], params: { mark: 'bar', x: 'region', y: 'total' } },
    file: { type: 'write-excel', title: t('Report'), at: [5, 0], params: { path: 'output/report.xlsx', sheet: 'Regions' } },
  } as const;
  const flow = templateFlow(name, replaceIt(nodes.sales.title), nodes, ['sales.out > paid.in', 'paid.passed > totals.in', 'totals.out > sorted.in', 'sorted.out > chart.in', 'chart.out > file.in']);
  return { id: 'report', name, text: t('Filters, adds up per group and sorts; a workbook, a chart and two figures on the dashboard.'), flow: { ...flow, charts: { figure: { of: 'paid.passed', mark: 'figure', title: t('Orders') }, sum: { of: 'paid.passed', mark: 'figure', measure: 'sum', value: 'amount', title: t('Amount') } } } };
}

function overTime(): Template {
  const name = t('Figures per week without gaps');
  const nodes = {
    events: { type: 'inline-table', title: t('Orders'), at: [0, 0], params: rowsOf(orders, [[1, 'C1', 'north', '2024-01-03', '120.50'], [2, 'C2', 'south', '2024-01-04', '80'], [3, 'C1', 'north', '2024-01-17', '45.25'], [4, 'C3', 'east', '2024-02-11', '310'], [5, 'C2', 'south', '2024-02-13', '95']]) },
    weeks: { type: 'resample', title: t('Per week'), at: [1, 0], params: { time: 'ordered', unit: 'weeks', measures: [{ function: 'count', as: 'orders' }, { function: 'sum', column: 'amount', as: 'amount' }], fill: 'null' } },
    trend: { type: 'window-columns', title: t('Running total'), at: [2, 0], params: { order: [{ column: 'ordered' }], figures: [{ function: 'running-sum', column: 'amount', name: 'amount_so_far' }] } },
    chart: { type: 'view-chart', title: t('Orders per week'), at: [3, 0], params: { mark: 'line', x: 'ordered', y: 'orders' } },
    file: { type: 'write-delimited', title: t('Figures'), at: [4, 0], params: { path: 'output/per-week.csv' } },
  } as const;
  return { id: 'weeks', name, text: t('Adds up by week, fills weeks without rows, runs a total and draws it.'), flow: templateFlow(name, replaceIt(nodes.events.title), nodes, ['events.out > weeks.in', 'weeks.out > trend.in', 'trend.out > chart.in', 'chart.out > file.in']) };
}
